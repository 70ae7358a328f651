//! What depends on the patch version of Python: the images of one minor version differ in it.

/// Distributions that bring redis, which imports async-timeout below Python 3.11.3; some only with an extra.
const REDIS: [&str; 20] = [
    "aiocache[redis]",
    "arq",
    "celery-redbeat",
    "celery[redis]",
    "channels-redis",
    "django-redis",
    "dramatiq[redis]",
    "fakeredis",
    "fastapi-limiter",
    "flask-limiter[redis]",
    "flower",
    "huey[redis]",
    "kombu[redis]",
    "limits[redis]",
    "redis",
    "redis-om",
    "rq",
    "rq-scheduler",
    "slowapi[redis]",
    "taskiq-redis",
];

/// Which of some distributions needs async-timeout on the Python 3.11.2 of Debian 12 and distroless, though pip does not install it on a newer
/// 3.11; `None` where they ask for it themselves.
pub(crate) fn needs_async_timeout<'n>(names: impl Iterator<Item = &'n str> + Clone) -> Option<&'n str> {
    let mut bringing = names.clone().filter(|name| REDIS.contains(name));
    let first = bringing.next()?;
    (!names.clone().any(|name| name == "async-timeout")).then_some(first)
}
