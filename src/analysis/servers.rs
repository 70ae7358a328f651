//! The servers that load an application: `uvicorn pkg.mod:app`, `celery -A pkg.mod`.

/// Servers that take `pkg.mod:app` as an argument of their module.
const SERVERS: [&str; 4] = ["uvicorn", "gunicorn", "hypercorn", "daphne"];

/// The options of those servers that take no value.
const FLAGS: &str = "--access-log --capture-output --check-config --daemon --date-header --debug --disable-redirect-access-to-syslog \
    --enable-stdio-inheritance --factory --help --initgroups --log-syslog --no-access-log --no-date-header --no-proxy-headers --no-sendfile \
    --no-server-header --no-server-name --no-use-colors --preload --preload-app --print-config --proxy-headers --proxy-protocol --reload \
    --reuse-port --server-header --spew --strip-header-spaces --use-colors --version -D -R -h";

/// The module of the application that a server's arguments name: `pkg.mod` of the first argument `pkg.mod:app` that is no option's value, or of
/// the value of `--app`.
pub(super) fn application(server: &str, arguments: &[String]) -> Option<String> {
    if matches!(server, "celery" | "flask") {
        let value = |at: usize| match arguments[at].as_str() {
            "-A" | "--app" => arguments.get(at + 1).map(String::as_str),
            word => word.strip_prefix("--app="),
        };
        return (0..arguments.len()).find_map(value).and_then(module_of);
    }
    if !SERVERS.contains(&server) {
        return None;
    }
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix('-') {
            let is_attached = word.contains('=') || (!option.starts_with('-') && option.len() > 1);
            if !is_attached && !FLAGS.split_ascii_whitespace().any(|flag| flag == word) {
                words.next();
            }
        } else if (word.contains(':') || server == "gunicorn")
            && let Some(module) = module_of(word)
        {
            return Some(module);
        }
    }
    None
}

/// `pkg.mod` of `pkg.mod`, `pkg.mod:app` and `pkg.mod:make()`; nothing of a file, which Flask and Hypercorn take as well.
fn module_of(application: &str) -> Option<String> {
    let is_dotted = |name: &str| {
        name.split('.').all(|part| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
    };
    let (module, attribute) = application.split_once(':').unwrap_or((application, "app"));
    (!module.ends_with(".py") && is_dotted(module) && is_dotted(attribute.trim_end_matches("()")))
        .then(|| module.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_of_an_option_is_no_application() {
        let found = |words: &str| {
            let words: Vec<String> = words.split(' ').map(str::to_string).collect();
            application(&words[0], &words[1..])
        };
        assert_eq!(found("uvicorn pkg.mod:app --port 80").as_deref(), Some("pkg.mod"));
        assert_eq!(
            found("gunicorn --preload -w4 -b 0.0.0.0:80 main:app").as_deref(),
            Some("main")
        );
        assert_eq!(
            found("gunicorn --logger-class settings:Logger main:make()").as_deref(),
            Some("main")
        );
        assert_eq!(
            found("hypercorn --bind=localhost:http -c python:conf main:app").as_deref(),
            Some("main")
        );
        assert_eq!(found("gunicorn -c gunicorn.conf.py"), None);
        assert_eq!(found("gunicorn -w 2 pkg.wsgi").as_deref(), Some("pkg.wsgi"));
        assert_eq!(found("celery -A tasks:app worker").as_deref(), Some("tasks"));
        assert_eq!(
            found("celery --app=pkg.tasks worker -Q a").as_deref(),
            Some("pkg.tasks")
        );
        assert_eq!(found("flask --app hello:create() run").as_deref(), Some("hello"));
        assert_eq!(found("flask --app src/hello.py run"), None);
        assert_eq!(found("flask --app hello.py run"), None);
        assert_eq!(found("hypercorn hello.py:app"), None);
        assert_eq!(found("flask run"), None);
    }
}
