//! The scripts of well-known distributions, and the module that does the same with `python -m`.

/// Scripts and their modules.
const MODULES: [(&str, &str); 22] = [
    ("alembic", "alembic"),
    ("arq", "arq"),
    ("celery", "celery"),
    ("daphne", "daphne"),
    ("django-admin", "django"),
    ("dramatiq", "dramatiq"),
    ("fastapi", "fastapi"),
    ("faststream", "faststream"),
    ("flask", "flask"),
    ("granian", "granian"),
    ("gunicorn", "gunicorn"),
    ("huey_consumer", "huey.bin.huey_consumer"),
    ("huey_consumer.py", "huey.bin.huey_consumer"),
    ("hypercorn", "hypercorn"),
    ("litestar", "litestar"),
    ("locust", "locust"),
    ("mkdocs", "mkdocs"),
    ("sanic", "sanic"),
    ("scrapy", "scrapy"),
    ("streamlit", "streamlit"),
    ("uvicorn", "uvicorn"),
    ("waitress-serve", "waitress"),
];

/// Programs that no `python -m` takes the place of, and why.
const OTHERS: [(&str, &str); 19] = [
    ("ash", "a shell"),
    ("bash", "a shell"),
    ("circusd", "a supervisor, which starts other programs"),
    ("cron", "a program of the system"),
    ("ddtrace-run", "a script that starts another program by its name"),
    ("gosu", "a program of the system"),
    ("honcho", "a supervisor, which starts a shell"),
    ("make", "a program of the system"),
    ("newrelic-admin", "a script that starts another program by its name"),
    ("nginx", "a program of the system"),
    ("node", "a program of the system"),
    (
        "opentelemetry-instrument",
        "a script that starts another program by its name",
    ),
    ("sh", "a shell"),
    ("su", "a program of the system"),
    ("su-exec", "a program of the system"),
    ("supervisord", "a supervisor, which starts other programs"),
    ("uwsgi", "a program that needs the Python of the builder"),
    ("watchmedo", "a script that starts a shell"),
    ("xvfb-run", "a shell script"),
];

/// The module of a script, by the script's name.
pub(super) fn module(script: &str) -> Option<&'static str> {
    MODULES
        .iter()
        .find(|(name, _)| *name == script)
        .map(|(_, module)| *module)
}

/// What a program is that cannot run there, by its name.
pub(super) fn other(program: &str) -> Option<&'static str> {
    OTHERS.iter().find(|(name, _)| *name == program).map(|(_, what)| *what)
}

/// The option of a command that makes a server another user or group.
pub(super) fn option_for_root(words: &[String]) -> Option<&str> {
    let names = |server: &str| words.iter().any(|word| word.rsplit('/').next() == Some(server));
    let options: &[&str] = match () {
        () if names("gunicorn") => &["-u", "--user", "-g", "--group"],
        () if names("celery") => &["--uid", "--gid"],
        () => &[],
    };
    let words = words.iter().map(|word| word.split('=').next().unwrap_or(word));
    words.into_iter().find(|word| options.contains(word))
}
