//! What a stage installs with apt, and which Python packages are in it.

use super::family::{BuilderStep, is_python};
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
            "install" => installs = true,
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
/// What is not known of them.
pub(super) fn installed(step: &BuilderStep<'_>) -> Result<Vec<String>, String> {
    let Some(packages) = packages(&step.command) else {
        let has = |is_wanted: fn(&str) -> bool| step.command.arguments().any(is_wanted);
        return match has(is_apt) && has(|word| word == "install") {
            true => Err(format!("installs what {} gives to apt", step.command.program())),
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
            .ok_or_else(|| format!("installs {}, which only the build knows", word.text))?;
        found.extend(text.split_whitespace().map(str::to_string));
    }
    Ok(found)
}

/// What a step does with apt or dpkg that only Debian's Python is right for: the Python in /usr/local does not see Debian's modules, and a
/// package that is taken out cannot be asked about.
pub(super) fn needs_debians_python(step: &BuilderStep<'_>, steps: &[BuilderStep<'_>]) -> Option<String> {
    let is_module = |name: &&str| {
        let starts = ["python3", "python-", "python2", "cython3"];
        let is_debians = starts.iter().any(|start| name.starts_with(start));
        (is_debians && !DROPPED.contains(name) && !KEPT.contains(name)) || is_given_to_python(name, steps)
    };
    let module = match installed(step) {
        Ok(packages) => packages
            .iter()
            .map(|package| name(package))
            .find(is_module)
            .map(str::to_string),
        Err(unknown) => return Some(format!("{unknown}: there may be Python modules among it")),
    };
    if let Some(module) = module {
        return Some(format!(
            "installs {module} with apt, which the Python in /usr/local does not see: install it with pip"
        ));
    }
    let removes = |word: &str| matches!(word, "remove" | "purge" | "autoremove" | "autopurge");
    let is_removed = |word: &str| word.starts_with("python") || word.starts_with("libpython");
    let has = |is_wanted: &dyn Fn(&str) -> bool| step.command.arguments().any(is_wanted);
    if is_apt(step.command.program()) && has(&removes) && has(&is_removed) {
        return Some("removes Debian's Python, which would not be there".to_string());
    }
    let is_about_python = |other: &BuilderStep<'_>| {
        let filters = matches!(other.command.program(), "grep" | "egrep" | "awk" | "sed");
        let is_part = other.run == step.run && (filters || is_question(&other.command));
        is_part && other.command.arguments().any(|word| word.contains("python"))
    };
    let asks = is_question(&step.command) && steps.iter().any(is_about_python);
    asks.then(|| {
        format!(
            "asks {} about Debian's Python, which would be gone",
            step.command.program()
        )
    })
}

/// Whether Python is told the name of a package, or one that begins with it: `python3 -m yamllint`, `python3 -c "import mesonbuild"`.
fn is_given_to_python(package: &str, steps: &[BuilderStep<'_>]) -> bool {
    let module = package.trim_end_matches('3').replace('-', "_");
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let names = |text: &str| text.split(|c| !is_name(c)).any(|word| word.starts_with(&module));
    let is_told = |step: &BuilderStep<'_>| {
        let mut words = step
            .command
            .arguments()
            .skip_while(|word| !matches!(*word, "-m" | "-c"));
        is_python(step) && words.nth(1).is_some_and(names)
    };
    steps.iter().any(is_told)
}

/// Whether a command tells something of the packages that are installed.
fn is_question(command: &SimpleCommand) -> bool {
    const TOLD_BY_APT: [&str; 7] = ["list", "show", "policy", "depends", "search", "download", "source"];
    match command.program() {
        "dpkg" | "dpkg-query" | "apt-cache" | "apt-mark" => true,
        program => is_apt(program) && command.arguments().any(|word| TOLD_BY_APT.contains(&word)),
    }
}
