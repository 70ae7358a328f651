//! The lists of `apt-get install`, and which Python packages they name.

use super::family::{Family, Step};
use crate::dockerfile::shell::{ShellWord, SimpleCommand};

/// What the Python image has already.
const DROPPED: [&str; 3] = ["python3", "python3-minimal", "python-is-python3"];
/// What does no harm beside the Python image's own, and may be needed by what else is installed.
const KEPT: [&str; 3] = ["python3-pip", "python3-venv", "python3-dev"];

/// The packages of an `apt-get install`; `None` for any other command.
pub(super) fn packages(command: &SimpleCommand) -> Option<Vec<&ShellWord>> {
    if !matches!(command.program(), "apt-get" | "apt" | "aptitude") {
        return None;
    }
    let mut words = command.words.iter().skip(1);
    let mut found = Vec::new();
    let mut installs = false;
    while let Some(word) = words.next() {
        match word.text.as_str() {
            "-t" | "-o" | "-c" | "--target-release" | "--default-release" | "--option" | "--config-file" => {
                words.next();
            }
            "install" if !installs => installs = true,
            text if text.starts_with('-') => {}
            _ if installs => found.push(word),
            _ => return None,
        }
    }
    installs.then_some(found)
}

/// Whether a command installs a package in one version only.
pub(super) fn pins_version(command: &SimpleCommand) -> bool {
    packages(command).is_some_and(|packages| packages.iter().any(|word| word.text.contains('=')))
}

/// Whether the Python image has a package already.
pub(super) fn is_in_python_image(word: &ShellWord) -> bool {
    DROPPED.contains(&name(word))
}

/// A package's name without version, architecture and release.
fn name(word: &ShellWord) -> &str {
    word.text.split(['=', ':', '/']).next().unwrap_or(&word.text)
}

/// Debian's own modules are not seen by the Python in /usr/local.
///
/// # Errors
/// Which package stands against a change of the base, and what the person can do.
pub(super) fn other_python_packages(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    for step in steps {
        let line = family.line(step.run);
        let Some(packages) = packages(&step.command) else {
            let words: Vec<&str> = step.command.arguments().collect();
            let hidden = words
                .windows(2)
                .any(|pair| matches!(pair, ["apt-get" | "apt", "install"]) || pair[0] == "apt-get");
            if hidden && words.contains(&"install") {
                return Err(format!(
                    "line {line} calls apt through {}; check that it installs no Python modules and change the base by hand",
                    step.command.program()
                ));
            }
            continue;
        };
        let scope = step.run.before().scope();
        for word in packages {
            let own = name(word);
            if DROPPED.contains(&own) || KEPT.contains(&own) {
                continue;
            }
            let is_unknown = own.contains(['$', '`'])
                && scope
                    .expand(&word.text, '\\')
                    .is_none_or(|text| text.contains("python") || text.contains("$("));
            if is_unknown || word.text.contains("$(") {
                return Err(format!(
                    "line {line} installs {}, in which a Python module may hide; change the base by hand",
                    word.text
                ));
            }
            let is_python = ["python3", "python-", "python2", "cython3"]
                .iter()
                .any(|start| own.starts_with(start));
            if is_python {
                return Err(format!(
                    "line {line} installs {own} with apt, which the Python in /usr/local does not see; install it with pip, then change the base"
                ));
            }
        }
    }
    Ok(())
}
