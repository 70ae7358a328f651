//! The settings of a HEALTHCHECK that the limits depend on.

use crate::analysis::Instruction;
use crate::python::health::Limits;

/// Docker's own time limit for a health check, in seconds.
const DEFAULT_TIMEOUT: f64 = 30.0;

/// The limits that fit into the `--timeout` of a HEALTHCHECK, or Docker's own where there is none or it is not understood.
pub(super) fn limits(check: Instruction<'_>) -> Limits {
    let written = check.parsed().flag("timeout").and_then(|flag| flag.value.as_deref());
    let timeout = written.and_then(duration).unwrap_or(DEFAULT_TIMEOUT);
    within(timeout, check.analysis().pattern.healthcheck_timeout)
}

/// `connect` seconds for a bare connect, or half of all; for a request a second less than all, so that the check itself says no before Docker
/// ends it. Below 5 seconds a request has all of it: a slow page stays healthy.
fn within(timeout: f64, connect: f64) -> Limits {
    let milliseconds = |seconds: f64| (seconds * 1000.0).round().max(1.0) / 1000.0;
    Limits {
        connect: milliseconds((timeout / 2.0).min(connect)),
        request: milliseconds(if timeout < 5.0 { timeout } else { timeout - 1.0 }),
    }
}

/// A duration as Go writes it, `1m30s` or `500ms`, in seconds.
fn duration(text: &str) -> Option<f64> {
    let mut seconds = 0.0;
    let mut rest = text;
    while !rest.is_empty() {
        let number = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'))?;
        let unit_end = rest[number..]
            .find(|c: char| c.is_ascii_digit())
            .map_or(rest.len(), |at| number + at);
        let factor = match &rest[number..unit_end] {
            "h" => 3600.0,
            "m" => 60.0,
            "s" => 1.0,
            "ms" => 1e-3,
            "us" | "µs" => 1e-6,
            "ns" => 1e-9,
            _ => return None,
        };
        seconds += rest[..number].parse::<f64>().ok()? * factor;
        rest = &rest[unit_end..];
    }
    (seconds > 0.0 && seconds.is_finite()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_fit_into_the_timeout() {
        for (timeout, connect, request) in [(10.0, 2.0, 9.0), (5.0, 2.0, 4.0), (3.3, 1.65, 3.3), (1.0, 0.5, 1.0)] {
            assert_eq!(within(timeout, 2.0), Limits { connect, request });
        }
    }

    #[test]
    fn durations_are_read_as_go_writes_them() {
        assert_eq!(duration("10s"), Some(10.0));
        assert_eq!(duration("1m30s"), Some(90.0));
        assert_eq!(duration("500ms"), Some(0.5));
        assert_eq!(duration("1h1s"), Some(3601.0));
        for text in ["", "10", "s", "0s", "1x"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
