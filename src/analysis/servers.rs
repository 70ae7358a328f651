//! The servers that load an application: `uvicorn pkg.mod:app`.

/// Servers that take `pkg.mod:app` as an argument of their module.
const SERVERS: [&str; 4] = ["uvicorn", "gunicorn", "hypercorn", "daphne"];

/// The options of those servers that take no value.
const FLAGS: &str = "--access-log --capture-output --check-config --daemon --date-header --debug --disable-redirect-access-to-syslog \
    --enable-stdio-inheritance --factory --help --initgroups --log-syslog --no-access-log --no-date-header --no-proxy-headers --no-sendfile \
    --no-server-header --no-server-name --no-use-colors --preload --preload-app --print-config --proxy-headers --proxy-protocol --reload \
    --reuse-port --server-header --spew --strip-header-spaces --use-colors --version -D -R -h";

/// The module of the application that a server's arguments name: `pkg.mod` of the first argument `pkg.mod:app` that is no option's value.
pub(super) fn application(server: &str, arguments: &[String]) -> Option<String> {
    if !SERVERS.contains(&server) {
        return None;
    }
    let is_dotted = |name: &str| {
        name.split('.').all(|part| {
            part.starts_with(|c: char| c.is_alphabetic() || c == '_')
                && part.chars().all(|c| c.is_alphanumeric() || c == '_')
        })
    };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if let Some(option) = word.strip_prefix('-') {
            let is_attached = word.contains('=') || (!option.starts_with('-') && option.len() > 1);
            if !is_attached && !FLAGS.split_ascii_whitespace().any(|flag| flag == word) {
                words.next();
            }
        } else if let Some((module, attribute)) = word.split_once(':')
            && is_dotted(module)
            && is_dotted(attribute.trim_end_matches("()"))
        {
            return Some(module.to_string());
        }
    }
    None
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
        assert_eq!(found("celery -A tasks:app worker"), None);
    }
}
