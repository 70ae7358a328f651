//! The verdict on a rewrite: whether anything gets worse.

use super::Proof;
use super::container::{ContainerStart, ContainerState};
use super::image_config::ImageConfig;
use super::ports::Ports;
use super::table::Row;

/// The result of building one text.
#[derive(Debug)]
pub(super) enum Built {
    NotTried,
    /// There is no result, for this reason.
    Unknown(String),
    /// A step fails: the lines that say so.
    No(Vec<String>),
    Yes {
        config: Result<ImageConfig, String>,
        start: Option<Result<ContainerStart, String>>,
    },
}

impl Built {
    /// Why nothing can be concluded.
    pub(super) fn obstacle(&self) -> Option<&str> {
        match self {
            Self::Unknown(problem)
            | Self::Yes {
                config: Err(problem), ..
            }
            | Self::Yes {
                start: Some(Err(problem)),
                ..
            } => Some(problem),
            _ => None,
        }
    }

    /// What became of the container, if it was found out.
    fn start(&self) -> Option<&ContainerStart> {
        match self {
            Self::Yes { start, .. } => start.as_ref()?.as_ref().ok(),
            _ => None,
        }
    }

    fn state(&self) -> Option<&ContainerState> {
        self.start().map(|start| &start.state)
    }

    /// The ports that it listens on, if that was found out.
    pub(super) fn ports(&self) -> Option<&Ports> {
        self.start()?.ports.as_ref()
    }

    fn size(&self) -> Option<u64> {
        match self {
            Self::Yes { config, .. } => config.as_ref().ok()?.size,
            _ => None,
        }
    }

    /// What the closing table says of the build, and of the start.
    fn cells(&self) -> [String; 2] {
        let starts = match self.state() {
            Some(ContainerState::Running) => "running".to_string(),
            Some(ContainerState::Healthy) => "healthy".to_string(),
            Some(ContainerState::Unhealthy { .. }) => "unhealthy".to_string(),
            Some(ContainerState::Exited { code, .. }) => format!("exit {code}"),
            None if matches!(self, Self::Yes { start: Some(_), .. }) => "unknown".to_string(),
            None => "-".to_string(),
        };
        let built = match self {
            Self::NotTried => "-",
            Self::Unknown(_) => "unknown",
            Self::No(_) => "no",
            Self::Yes { .. } => "yes",
        };
        [built.to_string(), starts]
    }
}

pub(super) fn conclude(before: &Built, after: &Built, rules: &[&str], mut notes: Vec<String>) -> Proof {
    let mut changes = Vec::new();
    let obstacle = before.obstacle().map(str::to_string);
    let obstacle = obstacle.or_else(|| Some(format!("as rewritten, {}", after.obstacle()?)));
    let problem = match obstacle {
        Some(obstacle) => Some(format!("not proved, so left as it was: {obstacle}")),
        None => {
            if let (Built::Yes { config: Ok(old), .. }, Built::Yes { config: Ok(new), .. }) = (before, after) {
                changes = old.changes(new);
            }
            notes.extend(failed_before(before, after));
            regression(before, after).map(|(what, lines)| {
                let advice = "find the rule with --select and leave it out with --ignore, or correct the file first";
                let said: String = lines.iter().map(|line| format!("\n    {line}")).collect();
                format!("left as it was: {what}; {advice} (applied: {}){said}", rules.join(", "))
            })
        }
    };
    let ([built_before, starts_before], [built_after, starts_after]) = (before.cells(), after.cells());
    let sizes = before.size().zip(after.size()).filter(|_| problem.is_none());
    Proof {
        problem,
        changes,
        notes,
        row: Row {
            cells: [built_before, built_after, starts_before, starts_after],
            sizes: sizes.map(|(before, after)| [before, after]),
        },
    }
}

/// What did not work before, so that the proof says little.
fn failed_before(before: &Built, after: &Built) -> Option<String> {
    let last = |lines: &[String]| lines.last().cloned().unwrap_or_default();
    match (before, before.state()) {
        (Built::No(lines), _) => {
            let still = if matches!(after, Built::No(_)) {
                "does not either"
            } else {
                "does"
            };
            Some(format!(
                "it did not build before, and {still} as rewritten; before: {}",
                last(lines)
            ))
        }
        (_, Some(ContainerState::Exited { code, said })) if *code != 0 => Some(format!(
            "its container already exits with {code} before the rewrite, so starting it proves little: {}",
            last(said)
        )),
        _ => None,
    }
}

/// What gets worse, and the lines that show it. What failed before may fail in another way.
fn regression(before: &Built, after: &Built) -> Option<(String, Vec<String>)> {
    use ContainerState::{Exited, Healthy, Unhealthy};
    if let (Built::Yes { .. }, Built::No(lines)) = (before, after) {
        return Some(("it builds, but not as rewritten".into(), lines.clone()));
    }
    let (old, new) = (before.start()?, after.start()?);
    let missing = match (&old.ports, &new.ports) {
        (Some(old), Some(new)) => old - new,
        _ => Ports::new(),
    };
    let (what, lines) = match (&old.state, &new.state) {
        _ if !missing.is_empty() => {
            let missing: Vec<String> = missing.iter().map(u16::to_string).collect();
            let missing = missing.join(" and ");
            let what = format!("it listens on port {missing}, but as rewritten it does not");
            (what, new.said.clone())
        }
        (Exited { code: 0, .. }, Exited { code, said }) if *code != 0 => {
            let what = format!("its container exits with 0, but as rewritten with {code}");
            (what, said.clone())
        }
        (Exited { .. }, Exited { .. }) => {
            let lines = first_difference(old.printed.as_ref()?, new.printed.as_ref()?)?;
            (
                "it prints the same at each start, but something else as rewritten".into(),
                lines,
            )
        }
        (_, Exited { code, said }) => {
            let what = format!("its container runs, but as rewritten it exits with {code}");
            (what, said.clone())
        }
        (Exited { code: 0, .. }, _) => (
            "its container exits with 0, but as rewritten it runs on".into(),
            Vec::new(),
        ),
        (Healthy, Unhealthy { said }) => (
            "its health check succeeds, but as rewritten it fails".into(),
            said.clone(),
        ),
        _ => return None,
    };
    Some((what, lines))
}

/// The first line that differs, as it was and as rewritten.
fn first_difference(before: &[String], after: &[String]) -> Option<Vec<String>> {
    let at = (0..before.len().max(after.len())).find(|&at| before.get(at) != after.get(at))?;
    let line = |lines: &[String]| lines.get(at).map_or("(nothing)", String::as_str).to_string();
    Some(vec![
        format!("before: {}", line(before)),
        format!("after:  {}", line(after)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(start: Option<ContainerState>) -> Built {
        Built::Yes {
            config: Ok(ImageConfig::default()),
            start: start.map(|state| Ok(listening(state, &[]))),
        }
    }

    fn listening(state: ContainerState, ports: &[u16]) -> ContainerStart {
        ContainerStart {
            state,
            ports: Some(ports.iter().copied().collect()),
            said: vec!["Address in use".to_string()],
            printed: None,
        }
    }

    #[test]
    fn a_port_that_it_no_longer_listens_on_is_a_regression() {
        let on = |ports: &[u16]| Built::Yes {
            config: Ok(ImageConfig::default()),
            start: Some(Ok(listening(ContainerState::Running, ports))),
        };
        let problem = |before: &[u16], after: &[u16]| conclude(&on(before), &on(after), &["LF010"], Vec::new()).problem;
        assert_eq!(problem(&[8000], &[8000, 9000]), None);
        let problem = problem(&[80, 8000, 9000], &[80]).unwrap();
        assert!(problem.contains("it listens on port 8000 and 9000, but as rewritten it does not; find the rule"));
        assert!(problem.ends_with("\n    Address in use"), "{problem}");
    }

    #[test]
    fn what_it_prints_at_each_start_must_stay() {
        let printing = |lines: Option<&str>| Built::Yes {
            config: Ok(ImageConfig::default()),
            start: Some(Ok(ContainerStart {
                printed: lines.map(|lines| lines.lines().map(str::to_string).collect()),
                ..listening(exited(0).unwrap(), &[])
            })),
        };
        let problem = |before, after| conclude(&printing(before), &printing(after), &["LF003"], Vec::new()).problem;
        assert_eq!(problem(Some("a\nb"), Some("a\nb")), None);
        assert_eq!(problem(None, Some("a")), None);
        let problem = problem(Some("a\nb"), Some("a")).unwrap();
        assert!(
            problem.ends_with("(applied: LF003)\n    before: b\n    after:  (nothing)"),
            "{problem}"
        );
    }

    fn exited(code: i32) -> Option<ContainerState> {
        let said = vec!["Traceback".to_string()];
        Some(ContainerState::Exited { code, said })
    }

    #[test]
    fn only_what_worked_before_can_be_taken_away() {
        let running = || Some(ContainerState::Running);
        let healthy = || Some(ContainerState::Healthy);
        let unhealthy = || Some(ContainerState::Unhealthy { said: vec![] });
        for (before, after, kept) in [
            (image(None), image(None), true),
            (image(None), Built::No(vec![]), false),
            (Built::No(vec![]), Built::No(vec![]), true),
            (Built::No(vec![]), image(exited(1)), true),
            (image(running()), image(running()), true),
            (image(running()), image(exited(0)), false),
            (image(exited(0)), image(exited(0)), true),
            (image(exited(0)), image(running()), false),
            (image(exited(0)), image(exited(1)), false),
            (image(exited(2)), image(exited(1)), true),
            (image(exited(2)), image(running()), true),
            (image(healthy()), image(healthy()), true),
            (image(healthy()), image(unhealthy()), false),
            (image(unhealthy()), image(healthy()), true),
            (image(unhealthy()), image(unhealthy()), true),
            (image(healthy()), image(exited(0)), false),
            (image(unhealthy()), image(exited(1)), false),
            (image(exited(0)), image(healthy()), false),
            (image(exited(1)), image(unhealthy()), true),
            (image(running()), image(unhealthy()), true),
        ] {
            let proof = conclude(&before, &after, &["LF003"], Vec::new());
            assert_eq!(proof.problem.is_none(), kept, "{before:?} {after:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_not_proved() {
        let unknown = || Built::Unknown("no daemon".into());
        let unstarted = Built::Yes {
            config: Ok(ImageConfig::default()),
            start: Some(Err("no network".into())),
        };
        for (before, after) in [
            (unknown(), Built::NotTried),
            (image(None), unknown()),
            (Built::No(vec![]), unknown()),
            (unstarted, Built::NotTried),
        ] {
            let problem = conclude(&before, &after, &[], Vec::new()).problem.unwrap();
            assert!(problem.starts_with("not proved, so left as it was: "), "{problem}");
        }
    }

    #[test]
    fn a_regression_says_which_rules_it_may_come_from() {
        let proof = conclude(
            &image(Some(ContainerState::Running)),
            &image(exited(1)),
            &["LF003", "LF004"],
            Vec::new(),
        );
        let problem = proof.problem.unwrap();
        assert!(problem.ends_with("(applied: LF003, LF004)\n    Traceback"), "{problem}");
        assert_eq!(proof.row.cells, ["yes", "yes", "running", "exit 1"]);
    }
}
