//! The user of the new stage: the one that the image has for services, unless the service runs as root today and may need to.

use super::command::NewCommand;
use super::layout::{Layout, is_temporary};
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
    let user = candidate
        .stage
        .end()
        .user()
        .unwrap_or("0")
        .split(':')
        .next()
        .unwrap_or("0");
    if !matches!(user, "0" | "root") {
        return ServiceUser::OfImage;
    }
    let why = volume(candidate)
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
