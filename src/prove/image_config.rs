//! The configuration of an image, and how two of them differ.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

/// The part of `docker image inspect` that a rewrite may change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(super) struct ImageConfig {
    entrypoint: Option<Vec<String>>,
    cmd: Option<Vec<String>>,
    env: Option<Vec<String>>,
    user: Option<String>,
    healthcheck: Option<Healthcheck>,
    shell: Option<Vec<String>>,
}

/// Times are in nanoseconds; 0 is the daemon's default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct Healthcheck {
    test: Option<Vec<String>>,
    interval: u64,
    timeout: u64,
    start_period: u64,
    start_interval: u64,
    retries: u64,
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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Image {
    config: ImageConfig,
}

impl ImageConfig {
    /// Parses the output of `docker image inspect` for one image.
    pub(super) fn parse(json: &str) -> Result<Self, String> {
        let [image]: [Image; 1] = serde_json::from_str(json)
            .map_err(|error| format!("cannot read what docker image inspect says: {error}"))?;
        Ok(image.config)
    }

    /// The health check, if there is one.
    pub(super) fn probe(&self) -> Option<Probe> {
        let check = self.healthcheck.as_ref()?;
        let (form, words) = check.test.as_deref()?.split_first()?;
        let default_shell = || ["/bin/sh", "-c"].map(String::from).into();
        let mut command = match form.as_str() {
            "CMD" => Vec::new(),
            "CMD-SHELL" => self
                .shell
                .clone()
                .filter(|shell| !shell.is_empty())
                .unwrap_or_else(default_shell),
            _ => return None,
        };
        command.extend_from_slice(words);
        Some(Probe {
            command,
            timeout: match check.timeout {
                0 => LONGEST,
                nanoseconds => Duration::from_nanos(nanoseconds).min(LONGEST),
            },
            patience: Duration::from_nanos(check.start_period).clamp(SHORTEST, LONGEST),
        })
    }

    /// The changes from this one to `after`, one line each.
    pub(super) fn changes(&self, after: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        let mut compare = |what: &str, before: String, after: String| {
            if before != after {
                changes.push(format!("{what} {before} → {after}"));
            }
        };
        compare("Entrypoint", array(&self.entrypoint), array(&after.entrypoint));
        compare("Cmd", array(&self.cmd), array(&after.cmd));
        let (old, new) = (self.variables(), after.variables());
        for name in old.keys().chain(new.keys().filter(|name| !old.contains_key(*name))) {
            let value = |variables: &BTreeMap<&str, &str>| variables.get(name).map_or_else(none, |value| text(value));
            compare(&format!("Env {name}"), value(&old), value(&new));
        }
        let user = |config: &Self| {
            config
                .user
                .as_deref()
                .filter(|user| !user.is_empty())
                .map_or_else(none, text)
        };
        compare("User", user(self), user(after));
        let check = |config: &Self| config.healthcheck.clone().unwrap_or_default();
        let (old, new) = (check(self), check(after));
        compare("Healthcheck", array(&old.test), array(&new.test));
        for ((what, old), (_, new)) in old.settings().into_iter().zip(new.settings()) {
            compare(&format!("Healthcheck {what}"), old, new);
        }
        changes
    }

    fn variables(&self) -> BTreeMap<&str, &str> {
        let entries = self.env.iter().flatten();
        entries
            .map(|entry| entry.split_once('=').unwrap_or((entry, "")))
            .collect()
    }
}

impl Healthcheck {
    fn settings(&self) -> [(&'static str, String); 5] {
        [
            ("interval", seconds(self.interval)),
            ("timeout", seconds(self.timeout)),
            ("start period", seconds(self.start_period)),
            ("start interval", seconds(self.start_interval)),
            (
                "retries",
                if self.retries == 0 {
                    none()
                } else {
                    self.retries.to_string()
                },
            ),
        ]
    }
}

fn none() -> String {
    "none".to_string()
}

fn text(value: &str) -> String {
    serde_json::Value::from(value).to_string()
}

/// To Docker, an empty array is the same as none.
fn array(words: &Option<Vec<String>>) -> String {
    match words.as_deref() {
        None | Some([]) => none(),
        Some(words) => serde_json::Value::from(words).to_string(),
    }
}

fn seconds(nanoseconds: u64) -> String {
    match nanoseconds {
        0 => none(),
        nanoseconds => format!("{:?}", Duration::from_nanos(nanoseconds)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
