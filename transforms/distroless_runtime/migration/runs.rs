//! What the RUNs of the stage that moves leave behind for the running container: packages, files of the service, programs of the system.
//! What no list here names may be anything, and keeps the stage where it is.

mod installers;
mod places;

use super::Candidate;
use super::carried::StepNumber;
use super::layout::Layout;
use crate::analysis::Instruction;
use crate::analysis::command_line::is_python;
use crate::analysis::pip::pip_call;
use crate::dockerfile::path::{absolute, join};
use crate::dockerfile::shell::SimpleCommand;

/// Programs that leave nothing that a container needs.
const HARMLESS: &str = ": [ addgroup adduser apt-cache apt-key apt-mark basename cat cd date dirname dpkg-query dpkg-architecture echo \
    env exit export false find getent git-lfs gpg grep groupadd head hash id install-info ls mktemp nproc popd printf pushd pwd read set \
    sleep sort stat tail test tr true uname unset update-ca-certificates useradd usermod wc which whoami";

/// Programs that write what they are told to.
const WRITERS: &str = "chgrp chmod chown cp curl git gunzip gzip install ln mkdir mv npm npx pnpm rsync sed tar tee touch unzip wget yarn";

/// One command of a RUN, where it runs.
pub(super) struct RunStep<'c, 'a> {
    pub candidate: &'c Candidate<'a>,
    pub run: Instruction<'a>,
    pub command: &'a SimpleCommand,
    /// When it runs.
    at: StepNumber,
    pub directory: Option<String>,
    /// The venv that the RUN has activated.
    pub activated: Option<String>,
}

/// Looks at one RUN; why the stage cannot move is added to the reasons.
pub(super) fn survey(candidate: &Candidate<'_>, layout: &mut Layout, run: Instruction<'_>, reasons: &mut Vec<String>) {
    let Some(commands) = run.run_commands() else {
        reasons.push(format!("the RUN at {} is not understood", candidate.line(run)));
        return;
    };
    let mut directory = run.workdir().map(str::to_string);
    let mut activated = None;
    for (index, command) in commands.iter().enumerate() {
        let mut step = RunStep {
            candidate,
            run,
            command,
            at: (run.index(), index),
            directory: directory.clone(),
            activated: activated.clone(),
        };
        match command.program() {
            "cd" => directory = command.arguments().next().and_then(|to| step.path(to)),
            "." | "source" => {
                let script = command.arguments().next().and_then(|script| step.path(script));
                let venv = script.and_then(|script| script.strip_suffix("/bin/activate").map(str::to_string));
                match venv {
                    Some(venv) => activated = Some(venv),
                    None => reasons.push(step.unknown()),
                }
            }
            _ => {
                let (installed, written) = (step.judge(layout), step.redirected(layout));
                reasons.extend(installed.err());
                reasons.extend(written.err());
            }
        }
    }
}

impl<'a> RunStep<'_, 'a> {
    /// An absolute path for a word, variables resolved.
    pub(super) fn path(&self, word: &str) -> Option<String> {
        let text = self.run.before().scope().expand(word, '\\')?;
        let is_plain = !text.contains(['$', '`', '~']) && !text.is_empty();
        is_plain.then(|| absolute(self.directory.as_deref(), &text)).flatten()
    }

    /// The value that a variable of the stage has.
    pub(super) fn variable(&self, name: &str) -> Option<String> {
        self.run.before().environment().known(name).map(str::to_string)
    }

    /// The reason where nothing is known of the command.
    fn unknown(&self) -> String {
        let text = self
            .run
            .text()
            .get(self.command.range.clone())
            .unwrap_or(self.command.program());
        let text: String = text
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .chars()
            .take(60)
            .collect();
        format!(
            "{} runs `{text}`, and whether the service needs what that makes is not known",
            self.candidate.line(self.run)
        )
    }

    fn judge(&mut self, layout: &mut Layout) -> Result<(), String> {
        let name = self.command.program();
        let arguments: Vec<&str> = self.command.arguments().collect();
        if matches!(name, "apt" | "apt-get" | "aptitude") {
            return self.apt(layout);
        }
        if let Some(call) = pip_call(self.command) {
            return installers::pip(self, layout, &call);
        }
        if let Some(judged) = installers::project(self, layout, name, &arguments) {
            return judged;
        }
        if is_python(name) {
            return self.python(layout, &arguments);
        }
        let lists = |list: &str| list.split_ascii_whitespace().any(|one| one == name);
        if lists(HARMLESS) || name.is_empty() {
            return Ok(());
        }
        if matches!(name, "rm" | "rmdir" | "unlink") {
            return self.deleted(layout, &arguments);
        }
        if matches!(name, "sh" | "bash") && arguments.is_empty() && self.installs_a_tool() {
            return Ok(());
        }
        match lists(WRITERS) {
            true => self.written(layout, name, &arguments),
            false => Err(self.unknown()),
        }
    }

    /// Whether the RUN fetches the installer of poetry or uv.
    fn installs_a_tool(&self) -> bool {
        ["https://install.python-poetry.org", "https://astral.sh/uv"]
            .iter()
            .any(|url| self.run.text().contains(url))
    }

    fn apt(&self, layout: &mut Layout) -> Result<(), String> {
        let line = self.candidate.line(self.run);
        let mut words = self.command.arguments();
        let mut installs = false;
        while let Some(word) = words.next() {
            match word {
                "-t" | "-o" | "-c" | "--target-release" | "--option" => drop(words.next()),
                "install" => installs = true,
                _ if word.starts_with('-') || !installs => {}
                _ => {
                    let text = self.run.before().scope().expand(word, '\\');
                    let Some(text) = text.filter(|text| !text.contains(['$', '`'])) else {
                        return Err(format!("{line} installs {word}, which only the build knows"));
                    };
                    let names = text
                        .split_whitespace()
                        .map(|name| name.split(['=', ':']).next().unwrap_or(name));
                    layout.apt.extend(names.map(|name| (name.to_string(), line.clone())));
                }
            }
        }
        Ok(())
    }

    fn python(&self, layout: &mut Layout, arguments: &[&str]) -> Result<(), String> {
        match arguments {
            ["--version" | "-V"] => Ok(()),
            ["-"] if self.installs_a_tool() => Ok(()),
            ["-m", "venv" | "virtualenv", rest @ ..] => self.venv(layout, rest),
            ["-m", "compileall" | "py_compile" | "ensurepip" | "site", ..] => Ok(()),
            // A package of its own, among the others.
            ["-m", "spacy", "download", ..] => Ok(()),
            [script, "collectstatic" | "compilemessages" | "check", ..] if script.ends_with("manage.py") => {
                self.collects_outside().map_or(Ok(()), Err)
            }
            _ => Err(self.unknown()),
        }
    }

    /// A Django service that collects its static files outside its own directories.
    fn collects_outside(&self) -> Option<String> {
        let directory = self.directory.as_deref()?;
        let files = self.candidate.stage.original_sources_below(directory, 2_000)?;
        let outside = files.iter().any(|file| {
            let mut lines = file.source.as_deref().unwrap_or_default().lines();
            lines.any(|line| {
                let value = line
                    .split_once('=')
                    .filter(|(name, _)| name.trim() == "STATIC_ROOT")
                    .map(|(_, value)| value.trim());
                value.is_some_and(|value| {
                    value.starts_with(['"', '\'']) && value[1..].starts_with('/') && !value[1..].starts_with(directory)
                })
            })
        });
        outside.then(|| self.unknown())
    }

    /// Makes a venv in the first directory that is named.
    fn venv(&self, layout: &mut Layout, arguments: &[&str]) -> Result<(), String> {
        let named = arguments
            .iter()
            .find(|word| !word.starts_with('-'))
            .and_then(|word| self.path(word));
        let venv = named.ok_or_else(|| self.unknown())?;
        layout.venvs.push(venv);
        Ok(())
    }

    /// The venv that packages go to that no option sends elsewhere.
    pub(super) fn active_venv(&self, layout: &Layout) -> Option<String> {
        let is_made = |directory: &str| layout.venvs.iter().any(|venv| join(venv, "bin") == directory);
        let path = self.variable("PATH").unwrap_or_default();
        let mut entries = path.split(':').map(|entry| entry.trim_end_matches('/'));
        let in_path = entries
            .find(|entry| is_made(entry))
            .and_then(|entry| entry.strip_suffix("/bin").map(str::to_string));
        self.activated.clone().or(in_path)
    }
}
