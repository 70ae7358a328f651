//! What the commands of a RUN write and delete, and what of that goes along with the service.

use super::RunStep;
use crate::dockerfile::path::relative_to;
use crate::dockerfile::shell::ShellWord;
use crate::transforms::distroless_runtime::migration::layout::{Layout, is_of_image, is_system, is_temporary};

/// Where the files lie that say where apt finds packages.
const APT_SETTINGS: [&str; 3] = ["/etc/apt", "/usr/share/keyrings", "/root/.config/pip"];

impl RunStep<'_, '_> {
    /// A command that writes: where that is a directory of the service, it goes along.
    pub(super) fn written(&self, layout: &mut Layout, name: &str, arguments: &[&str]) -> Result<(), String> {
        let operands: Vec<&str> = arguments
            .iter()
            .copied()
            .filter(|word| !word.starts_with('-'))
            .collect();
        let after = |options: &[&str]| {
            let at = arguments.iter().position(|word| options.contains(word))?;
            arguments.get(at + 1).copied()
        };
        let targets: Vec<&str> = match name {
            "mkdir" | "touch" | "tee" | "gunzip" | "gzip" => operands,
            "install" if arguments.iter().any(|word| word.starts_with('-') && word.contains('d')) => {
                operands.into_iter().filter(|word| word.starts_with('/')).collect()
            }
            "sed" | "chgrp" | "chmod" | "chown" => operands.into_iter().skip(1).collect(),
            "curl" => after(&["-o", "--output", "-fsSLo", "-sSLo", "-Lo", "-fLo", "-sLo"])
                .into_iter()
                .collect(),
            "wget" => after(&["-O", "-qO", "--output-document"]).into_iter().collect(),
            "tar" => vec![after(&["-C", "--directory"]).unwrap_or(".")],
            "unzip" => vec![after(&["-d"]).unwrap_or(".")],
            "git" if operands.first() == Some(&"config") => Vec::new(),
            "git" => return Err(self.unknown()),
            "mv" => {
                let (target, sources) = operands.split_last().ok_or_else(|| self.unknown())?;
                self.deleted(layout, sources)?;
                vec![target]
            }
            "npm" | "npx" | "pnpm" | "yarn" => vec!["."],
            _ => operands.last().copied().into_iter().collect(),
        };
        let is_quiet = matches!(name, "curl" | "wget") && targets.is_empty();
        if is_quiet
            && arguments
                .iter()
                .any(|word| matches!(*word, "-O" | "-OJ" | "-LO" | "-fsSLO" | "--remote-name"))
        {
            return self.place(layout, ".");
        }
        targets
            .into_iter()
            .filter(|target| *target != "-")
            .try_for_each(|target| self.place(layout, target))
    }

    /// A command that deletes: what it names does not go along. Sources that packages were built from are gone with it, and nothing can be seen
    /// of what they do.
    pub(super) fn deleted(&self, layout: &mut Layout, arguments: &[&str]) -> Result<(), String> {
        let operands = arguments.iter().filter(|word| !word.starts_with('-'));
        let paths: Vec<String> = operands.filter_map(|word| self.path(word)).collect();
        let gone = paths
            .iter()
            .flat_map(|path| layout.delete(path, self.at))
            .collect::<Vec<_>>();
        let unsure = gone.iter().find(|one| one.may_hold_sources || !self.command.is_plain);
        unsure.map_or(Ok(()), |one| {
            Err(format!(
                "{} deletes {}, and whether the service needs what was there is not known",
                self.candidate.line(self.run),
                one.path
            ))
        })
    }

    pub(super) fn redirected(&self, layout: &mut Layout) -> Result<(), String> {
        let words = self.command.writes_to.iter().map(|word: &ShellWord| word.text.as_str());
        let mut files = words.filter(|word| {
            !word.starts_with("/dev/") && !word.starts_with('&') && !word.chars().all(|c| c.is_ascii_digit())
        });
        files.try_for_each(|file| self.place(layout, file))
    }

    /// Something is written to a place: it goes along where it is one of the service's own.
    fn place(&self, layout: &mut Layout, word: &str) -> Result<(), String> {
        let path = self.path(word).ok_or_else(|| self.unknown())?;
        let is_apt = APT_SETTINGS
            .iter()
            .any(|directory| relative_to(&path, directory).is_some());
        // A directory that is made there and not deleted may be one that the service writes to.
        let is_made = self.command.program() == "mkdir" && !is_of_image(&path);
        if (is_temporary(&path) && !is_made) || is_apt {
            return Ok(());
        }
        let is_log = ["/var/log", "/var/lib", "/var/run", "/run", "/var/opt"]
            .iter()
            .any(|directory| relative_to(&path, directory).is_some_and(|below| !below.is_empty()));
        if layout.covers(&path) {
            layout.carry(&path, self.at, false);
            return Ok(());
        }
        if path.starts_with("/root") || (is_system(&path) && !is_log) {
            return Err(self.unknown());
        }
        // Where it is written below a WORKDIR, that goes along as a whole.
        let workdir = self
            .run
            .workdir()
            .filter(|workdir| *workdir != "/" && relative_to(&path, workdir).is_some());
        layout.carry(workdir.unwrap_or(&path), self.at, false);
        Ok(())
    }
}
