//! RUNs that may change any file around them: scripts, and Python.

use super::Instruction;
use super::command_line::{Target, is_python, python_target};
use crate::dockerfile::path::{absolute, relative_to};
use crate::dockerfile::shell::SimpleCommand;

/// Programs that run what another file says.
const RUNNERS: [&str; 13] = [
    "ant", "bash", "dash", "invoke", "just", "make", "node", "nox", "npm", "perl", "sh", "tox", "zsh",
];

/// Modules of Python that leave the sources around them alone.
const MODULES: [&str; 5] = ["compileall", "ensurepip", "pip", "py_compile", "venv"];

/// What code given with `-c` uses when it changes files.
const CHANGES: [&str; 12] = [
    "Path",
    "exec",
    "makedirs",
    "open",
    "remove",
    "rename",
    "replace",
    "rmtree",
    "shutil",
    "subprocess",
    "system",
    "unlink",
];

impl Instruction<'_> {
    /// Whether a RUN is of unknown effect on `path`: it runs a script, or Python, in a directory above it.
    pub(super) fn may_change_all_around(self, path: &str) -> bool {
        let is_above = |folder: Option<&str>| folder.is_none_or(|folder| relative_to(path, folder).is_some());
        let Some(commands) = self.run_commands() else {
            return is_above(self.workdir());
        };
        let has_heredoc = self.heredoc_bodies().next().is_some();
        let mut folder = self.workdir().map(str::to_string);
        commands.iter().any(|command| {
            if command.program() == "cd" {
                let to = command.arguments().next();
                folder = to.and_then(|to| absolute(folder.as_deref(), to));
                return false;
            }
            let names_it =
                |word: &str| word.starts_with('/') && is_above(word.rsplit_once('/').map(|(folder, _)| folder));
            is_unknown(command, has_heredoc) && (is_above(folder.as_deref()) || command.arguments().any(names_it))
        })
    }
}

fn is_unknown(command: &SimpleCommand, has_heredoc: bool) -> bool {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    // `RUN <<EOF python3` reads as a command `EOF python3`.
    if has_heredoc && words.iter().any(|word| is_python(word) || RUNNERS.contains(word)) {
        return true;
    }
    let [first, arguments @ ..] = words.as_slice() else {
        return false;
    };
    if is_python(first) {
        return match python_target(arguments).0 {
            Target::Module(name, _) => !MODULES.contains(&name.as_str()),
            Target::Code(code) => CHANGES.iter().any(|word| code.contains(word)),
            Target::Script(_) => true,
            Target::Nothing => false,
        };
    }
    let is_system = ["/bin/", "/sbin/", "/usr/", "/opt/"]
        .iter()
        .any(|start| first.starts_with(start));
    RUNNERS.contains(&command.program())
        || first.ends_with(".sh")
        || first.ends_with(".py")
        || (first.contains('/') && !is_system)
}
