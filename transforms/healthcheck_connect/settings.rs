//! The settings of a HEALTHCHECK that the limits depend on.

use crate::analysis::Instruction;

/// Docker's own time limit for a health check, in seconds.
const DEFAULT_TIMEOUT: f64 = 30.0;

/// The `--timeout` of a HEALTHCHECK in seconds; Docker's own where there is none or it is not understood.
pub(super) fn timeout(check: Instruction<'_>) -> f64 {
    let written = check.parsed().flag("timeout").and_then(|flag| flag.value.as_deref());
    written.and_then(duration).unwrap_or(DEFAULT_TIMEOUT)
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
    use super::duration;

    #[test]
    fn durations_are_read_as_go_writes_them() {
        assert_eq!(duration("10s"), Some(10.0));
        assert_eq!(duration("1m30s"), Some(90.0));
        assert_eq!(duration("500ms"), Some(0.5));
        for text in ["", "10", "s", "0s", "1x"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
