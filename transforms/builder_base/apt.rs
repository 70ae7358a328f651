//! What a stage installs with apt, and which Python packages are in it.

use super::family::{Family, Step};
use crate::dockerfile::shell::{ShellWord, SimpleCommand};
use crate::dockerfile::variables;

/// What the Python image has already.
const DROPPED: [&str; 3] = ["python3", "python3-minimal", "python-is-python3"];
/// What does no harm beside the Python image's own, and may be needed by what else is installed.
const KEPT: [&str; 3] = ["python3-pip", "python3-venv", "python3-dev"];

/// The packages of an `apt-get install`; `None` for any other command.
pub(super) fn packages(command: &SimpleCommand) -> Option<Vec<&ShellWord>> {
    if !is_apt(command.program()) {
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

fn is_apt(program: &str) -> bool {
    matches!(program, "apt-get" | "apt" | "aptitude")
}

/// Whether the Python image has a package already.
pub(super) fn is_in_python_image(word: &ShellWord) -> bool {
    DROPPED.contains(&name(&word.text))
}

/// A package's name without version, architecture and release.
pub(super) fn name(package: &str) -> &str {
    package.split(['=', ':', '/']).next().unwrap_or(package)
}

/// The packages that a step installs, with its variables resolved.
///
/// # Errors
/// Why they are not known, as a sentence's beginning.
pub(super) fn installed(family: &Family<'_>, step: &Step<'_>) -> Result<Vec<String>, String> {
    let line = family.line(step.run);
    let Some(packages) = packages(&step.command) else {
        let has = |is_wanted: fn(&str) -> bool| step.command.arguments().any(is_wanted);
        return match has(is_apt) && has(|word| word == "install") {
            true => Err(format!(
                "line {line} installs what {} gives to apt, which only the build knows",
                step.command.program()
            )),
            false => Ok(Vec::new()),
        };
    };
    let scope = step.run.before().scope();
    let mut found = Vec::new();
    for word in packages {
        let is_known = |name: &&str| scope.known(name).is_some();
        let is_plain = !word.text.contains("$(") && !word.text.contains('`');
        let text = scope
            .expand(&word.text, '\\')
            .filter(|_| is_plain && variables::mentioned(&word.text).iter().all(is_known))
            .ok_or_else(|| format!("line {line} installs {}, which only the build knows", word.text))?;
        found.extend(text.split_whitespace().map(str::to_string));
    }
    Ok(found)
}

/// Debian's own modules are not seen by the Python in /usr/local.
///
/// # Errors
/// Which package stands against a change of the base, and what the person can do.
pub(super) fn other_python_packages(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    for step in steps {
        let installed = installed(family, step).map_err(|unknown| {
            format!("{unknown}; check that no Python module is among it and change the base by hand")
        })?;
        let is_other = |package: &&str| {
            let starts = ["python3", "python-", "python2", "cython3"];
            starts.iter().any(|start| package.starts_with(start))
                && !DROPPED.contains(package)
                && !KEPT.contains(package)
        };
        if let Some(package) = installed.iter().map(|package| name(package)).find(is_other) {
            return Err(format!(
                "line {} installs {package} with apt, which the Python in /usr/local does not see; install it with pip, then change the base",
                family.line(step.run)
            ));
        }
    }
    Ok(())
}

/// A package that is taken out cannot be asked about.
///
/// # Errors
/// Where dpkg or apt is asked about Python, and what the person can do.
pub(super) fn questions(family: &Family<'_>, steps: &[Step<'_>]) -> Result<(), String> {
    for asking in steps.iter().filter(|step| is_question(&step.command)) {
        let is_about_python = |step: &Step<'_>| {
            let filters = matches!(step.command.program(), "grep" | "egrep" | "awk" | "sed");
            let is_part = filters || is_question(&step.command);
            step.run == asking.run && is_part && step.command.arguments().any(|word| word.contains("python"))
        };
        if steps.iter().any(is_about_python) {
            return Err(format!(
                "line {} asks {} about Debian's Python, which would be gone; ask Python itself, then change the base",
                family.line(asking.run),
                asking.command.program()
            ));
        }
    }
    Ok(())
}

/// Whether a command tells something of the packages that are installed.
fn is_question(command: &SimpleCommand) -> bool {
    const TOLD_BY_APT: [&str; 7] = ["list", "show", "policy", "depends", "search", "download", "source"];
    match command.program() {
        "dpkg" | "dpkg-query" | "apt-cache" | "apt-mark" => true,
        program => is_apt(program) && command.arguments().any(|word| TOLD_BY_APT.contains(&word)),
    }
}
