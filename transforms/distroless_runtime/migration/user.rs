//! The user of the new stage: the one that the image has for services, unless the service runs as root today and may need to.

use super::command::NewCommand;
use super::layout::{Layout, is_system, is_temporary};
use super::runtime_stage::is_of_build;
use super::sources::WrittenPlace;
use super::{Candidate, has};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::path::absolute;

/// Options that are followed by the address or port to listen on.
const BINDS: [&str; 5] = ["--bind", "--listen", "--port", "-b", "-p"];

/// Who the service runs as.
pub(super) enum ServiceUser {
    /// The user of the row.
    OfImage,
    /// Root, as today; why.
    Root(String),
}

pub(super) fn choose(
    candidate: &Candidate<'_>,
    layout: &Layout,
    written: &[WrittenPlace],
    command: &NewCommand,
) -> ServiceUser {
    let end = candidate.stage.end();
    if end.user().is_some() && !end.is_root() {
        return ServiceUser::OfImage;
    }
    let why = volume(candidate)
        .or_else(|| named(candidate, layout, command))
        .or_else(|| port(candidate, command))
        .or_else(|| place(candidate, layout, written));
    why.map_or(ServiceUser::OfImage, ServiceUser::Root)
}

fn volume(candidate: &Candidate<'_>) -> Option<String> {
    has(candidate, Keyword::Volume).then(|| "a volume may hold files of root".to_string())
}

fn port(candidate: &Candidate<'_>, command: &NewCommand) -> Option<String> {
    let is_low = |text: &str| text.parse::<u16>().is_ok_and(|port| port > 0 && port < 1024);
    let words: Vec<&String> = command.entrypoint.iter().chain(&command.command).collect();
    let bound = words.iter().enumerate().find_map(|(at, word)| {
        let value = match word.split_once('=') {
            Some((name, value)) if BINDS.contains(&name) => Some(value),
            _ if BINDS.contains(&word.as_str()) => words.get(at + 1).map(|next| next.as_str()),
            _ => None,
        }?;
        let port = value.rsplit(':').next().unwrap_or(value);
        is_low(port).then(|| port.to_string())
    });
    let exposed = candidate
        .instructions()
        .into_iter()
        .filter(|one| one.keyword == Keyword::Expose)
        .find_map(|one| {
            let mut ports = one
                .parsed()
                .arguments_text()
                .split_whitespace()
                .map(|word| word.split('/').next().unwrap_or(word));
            ports.find(|port| is_low(port)).map(str::to_string)
        });
    let port = bound.or(exposed)?;
    Some(format!("port {port} is below 1024"))
}

/// A path that the command or a variable names, and that is none of the service's own.
fn named(candidate: &Candidate<'_>, layout: &Layout, command: &NewCommand) -> Option<String> {
    let is_outside = |path: &str| {
        let is_own = layout.covers(path)
            || is_temporary(path)
            || layout
                .packages
                .iter()
                .any(|packages| path.starts_with(packages.as_str()));
        let is_there = is_system(path) && !path.starts_with("/etc") || path.starts_with("/etc/ssl");
        path.starts_with('/') && path.len() > 1 && !path.starts_with("//") && !is_own && !is_there
    };
    let value = |word: &str| word.split_once('=').map_or(word, |(_, value)| value).to_string();
    let words = command.entrypoint.iter().chain(&command.command);
    let brought = |path: &String| command.brings.contains(path) || *path == candidate.row.interpreter;
    if let Some(path) = words
        .map(|word| value(word))
        .find(|path| is_outside(path) && !brought(path))
    {
        return Some(format!("the command names {path}"));
    }
    let environment = candidate.stage.end().environment();
    let is_known = |name: &str| matches!(name, "HOME" | "PATH" | "PYTHONPATH" | "VIRTUAL_ENV") || is_of_build(name);
    let set = candidate
        .instructions()
        .into_iter()
        .filter(|one| one.keyword == Keyword::Env);
    let mut names = set.flat_map(|one| one.pairs().iter().map(|pair| pair.name.as_str()));
    names.find_map(|name| {
        let path = environment
            .known(name)
            .filter(|path| !is_known(name) && is_outside(path))?;
        Some(format!("{name} names {path}"))
    })
}

fn place(candidate: &Candidate<'_>, layout: &Layout, written: &[WrittenPlace]) -> Option<String> {
    let workdir = candidate.stage.end().workdir();
    let is_own = |path: &str| {
        let path = absolute(workdir, path).unwrap_or_default();
        layout.covers(&path) || is_temporary(&path) || path.starts_with("/dev/")
    };
    let outside = written.iter().find(|one| !one.path.as_deref().is_some_and(is_own))?;
    Some(match &outside.path {
        Some(path) => format!("{} writes to {path}", outside.place),
        None => format!("{} writes to a place that is not known", outside.place),
    })
}
