//! The configuration of an image, and how two of them differ.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;

use super::ports::Ports;

/// What `docker image inspect` tells of an image.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ImageConfig {
    config: Value,
    /// In bytes.
    pub(super) size: Option<u64>,
}

/// A health check as it can be run in a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Probe {
    /// The program and its arguments.
    pub(super) command: Vec<String>,
    /// How long one try may take.
    pub(super) timeout: Duration,
    /// How long it may fail before that counts.
    pub(super) patience: Duration,
}

/// The daemon's default timeout of a check, and the longest that a check gets here.
const LONGEST: Duration = Duration::from_secs(30);

/// How long a check without a start period has to succeed; the daemon gives it longer.
const SHORTEST: Duration = Duration::from_secs(4);

/// What is said of a value that an image does not have. To Docker, what is empty or 0 is the same.
const NONE: &str = "none";

/// A part of the configuration and its value, as they are told.
type Fact = (String, String);

impl ImageConfig {
    /// Parses the output of `docker image inspect` for one image.
    pub(super) fn parse(json: &str) -> Result<Self, String> {
        let images = serde_json::from_str::<Vec<Value>>(json);
        let mut images = images.map_err(|error| format!("cannot read what docker image inspect says: {error}"))?;
        match &mut images[..] {
            [image] if image["Config"].is_object() => Ok(Self {
                config: image["Config"].take(),
                size: image["Size"].as_u64(),
            }),
            _ => Err("docker image inspect does not tell the configuration of one image".into()),
        }
    }

    pub(super) fn probe(&self) -> Option<Probe> {
        let check = &self.config["Healthcheck"];
        let words = self.words("/Healthcheck/Test");
        let (form, words) = words.split_first()?;
        let mut command = match form.as_str() {
            "CMD" => Vec::new(),
            "CMD-SHELL" => match self.words("/Shell") {
                shell if shell.is_empty() => ["/bin/sh", "-c"].map(String::from).into(),
                shell => shell,
            },
            _ => return None,
        };
        command.extend_from_slice(words);
        let time = |name: &str| Duration::from_nanos(check[name].as_u64().unwrap_or_default());
        Some(Probe {
            command,
            timeout: match time("Timeout") {
                Duration::ZERO => LONGEST,
                time => time.min(LONGEST),
            },
            patience: time("StartPeriod").clamp(SHORTEST, LONGEST),
        })
    }

    /// The TCP ports that it exposes.
    pub(super) fn exposed(&self) -> Ports {
        let ports = self.config["ExposedPorts"].as_object().into_iter().flatten();
        ports
            .filter_map(|(port, _)| port.strip_suffix("/tcp")?.parse().ok())
            .collect()
    }

    fn words(&self, pointer: &str) -> Vec<String> {
        let words = self.config.pointer(pointer).and_then(Value::as_array);
        words
            .into_iter()
            .flatten()
            .filter_map(|word| word.as_str().map(String::from))
            .collect()
    }

    /// The changes from this one to `after`, one line each.
    pub(super) fn changes(&self, after: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for (old, new) in self.facts().into_iter().zip(after.facts()) {
            let value = |facts: &[Fact], name: &str| {
                let fact = facts.iter().find(|(known, _)| known == name);
                fact.map_or(NONE.to_string(), |(_, value)| value.clone())
            };
            let added = new
                .iter()
                .filter(|(name, _)| old.iter().all(|(known, _)| known != name));
            for (name, _) in old.iter().chain(added) {
                let (before, after) = (value(&old, name), value(&new, name));
                if before != after {
                    changes.push(format!("{name} {before} → {after}"));
                }
            }
        }
        changes
    }

    /// What a rewrite may change, in the order in which changes are told: the command, the environment, the rest, the size.
    fn facts(&self) -> [Vec<Fact>; 4] {
        let fact = |(name, pointer): (&str, &str)| {
            let value = self.config.pointer(pointer).map_or(NONE.to_string(), told);
            (name.to_string(), value)
        };
        let time = |(name, field): (&str, &str)| {
            let time = self.config["Healthcheck"][field].as_u64().filter(|time| *time > 0);
            let told = time.map(|time| format!("{:?}", Duration::from_nanos(time)));
            (format!("Healthcheck {name}"), told.unwrap_or_else(|| NONE.to_string()))
        };
        let entries = self.words("/Env");
        let variables = entries.iter().map(|entry| entry.split_once('=').unwrap_or((entry, "")));
        let variables = BTreeMap::from_iter(variables).into_iter();
        let variables = variables.map(|(name, value)| (format!("Env {name}"), Value::from(value).to_string()));
        let mut rest = vec![fact(("User", "/User")), fact(("Healthcheck", "/Healthcheck/Test"))];
        let times = [
            ("interval", "Interval"),
            ("timeout", "Timeout"),
            ("start period", "StartPeriod"),
            ("start interval", "StartInterval"),
        ];
        rest.extend(times.map(time));
        rest.push(fact(("Healthcheck retries", "/Healthcheck/Retries")));
        [
            [("Entrypoint", "/Entrypoint"), ("Cmd", "/Cmd")].map(fact).into(),
            variables.collect(),
            rest,
            Vec::from_iter(self.size.map(|size| ("size".to_string(), megabytes(size)))),
        ]
    }
}

/// A size as docker shows it, in whole megabytes.
pub(crate) fn megabytes(size: u64) -> String {
    format!("{} MB", size.saturating_add(500_000) / 1_000_000)
}

fn told(value: &Value) -> String {
    match value {
        Value::Null => NONE.to_string(),
        Value::Array(words) if words.is_empty() => NONE.to_string(),
        value if *value == "" || *value == 0 => NONE.to_string(),
        value => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_size_and_the_ports_are_read() {
        let parse = |size: u64| {
            let json = format!(
                r#"[{{"Size":{size},"Config":{{"ExposedPorts":{{"8000/tcp":{{}},"53/udp":{{}},"x":{{}}}}}}}}]"#
            );
            ImageConfig::parse(&json).unwrap()
        };
        assert_eq!(parse(1).exposed(), Ports::from([8000]));
        assert_eq!(parse(296_400_000).changes(&parse(87_700_000)), ["size 296 MB → 88 MB"]);
        assert_eq!(parse(87_700_000).changes(&parse(87_700_100)), [""; 0]);
    }

    fn config(json: &str) -> ImageConfig {
        ImageConfig::parse(&format!(r#"[{{"Id":"sha256:1","Config":{json}}}]"#)).unwrap()
    }

    #[test]
    fn what_a_rewrite_changes_is_told_in_order() {
        let before = config(
            r#"{"Entrypoint":["python3","/app/x.py"],"Cmd":null,"Env":["PATH=/bin","OLD=1","SAME=é\n"],"User":"",
            "Healthcheck":{"Test":["CMD","x"],"Interval":30000000000,"Timeout":5000000000},"Labels":{"a":"b"}}"#,
        );
        let after = config(
            r#"{"Entrypoint":[],"Cmd":["/usr/bin/python3.11","/app/x.py"],"Env":["PATH=/usr/bin:/bin","SAME=é\n","NEW=a=b"],
            "User":"65532:65532","Healthcheck":{"Test":["CMD","y"],"Interval":30000000000,"Timeout":2500000000,"Retries":3}}"#,
        );
        assert_eq!(
            before.changes(&after),
            [
                r#"Entrypoint ["python3","/app/x.py"] → none"#,
                r#"Cmd none → ["/usr/bin/python3.11","/app/x.py"]"#,
                r#"Env OLD "1" → none"#,
                r#"Env PATH "/bin" → "/usr/bin:/bin""#,
                r#"Env NEW none → "a=b""#,
                r#"User none → "65532:65532""#,
                r#"Healthcheck ["CMD","x"] → ["CMD","y"]"#,
                "Healthcheck timeout 5s → 2.5s",
                "Healthcheck retries none → 3",
            ]
        );
        assert_eq!(before.changes(&before), [""; 0]);
    }

    #[test]
    fn a_health_check_is_run_as_the_daemon_runs_it() {
        let probe = |json: &str| {
            let probe = config(json).probe()?;
            Some((
                probe.command.join(" "),
                probe.timeout.as_secs(),
                probe.patience.as_secs(),
            ))
        };
        for (json, command, timeout, patience) in [
            (
                r#"{"Healthcheck":{"Test":["CMD","python3","-c","x y"]}}"#,
                "python3 -c x y",
                30,
                4,
            ),
            (
                r#"{"Healthcheck":{"Test":["CMD-SHELL","x || exit 1"],"Timeout":2000000000,"StartPeriod":20000000000}}"#,
                "/bin/sh -c x || exit 1",
                2,
                20,
            ),
            (
                r#"{"Healthcheck":{"Test":["CMD-SHELL","x"],"Timeout":60000000000,"StartPeriod":90000000000},"Shell":["/bin/bash","-ec"]}"#,
                "/bin/bash -ec x",
                30,
                30,
            ),
        ] {
            assert_eq!(probe(json), Some((command.into(), timeout, patience)));
        }
        for none in [
            "{}",
            r#"{"Healthcheck":{"Test":["NONE"]}}"#,
            r#"{"Healthcheck":{"Test":[]}}"#,
        ] {
            assert_eq!(probe(none), None);
        }
    }

    #[test]
    fn empty_is_the_same_as_nothing() {
        let full = config(r#"{"Entrypoint":[],"Cmd":[],"Env":[],"User":"","Healthcheck":null}"#);
        assert_eq!(full.changes(&config("{}")), [""; 0]);
        for wrong in ["", "{}", "[]", "[{}]", "[{\"Config\":{}},{\"Config\":{}}]"] {
            assert!(ImageConfig::parse(wrong).is_err(), "{wrong}");
        }
    }
}
