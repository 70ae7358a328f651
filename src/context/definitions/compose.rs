//! Compose files: the `build` of each service, and the `command`, `entrypoint` and locale of those that run what another builds.
//!
//! Profiles do not matter: a service under one can be built, too. Of `extends`, what the same file says is followed.

use std::collections::BTreeMap;

use serde::de::{DeserializeOwned, IgnoredAny};
use serde_saphyr::Spanned;
use serde_saphyr::options::DuplicateKeyPolicy;

use super::compose_file::{
    Build, ComposeService, Environment, Extends, File, Healthcheck, Included, Including, OneOrMore, Pairs, ShortOrLong,
};
use super::{RawDefinition, interpolation};

/// So many services of one file can extend one another in a row.
const LONGEST_CHAIN: usize = 8;

/// The builds that a Compose file defines, and the services that give a command or an entrypoint to what another builds, in the order of their
/// lines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(text: &str) -> Result<Vec<RawDefinition>, String> {
    let mut found = Vec::new();
    for services in documents::<File>(text)?.into_iter().filter_map(|file| file.services) {
        found.extend(services.keys().filter_map(|name| definition(&services, name)));
    }
    found.sort_by_key(|definition| definition.line);
    Ok(found)
}

/// The paths of the Compose files that one includes, relative to its directory; none of a file that cannot be read.
pub(super) fn included(text: &str) -> Vec<String> {
    if !text.contains("include:") {
        return Vec::new();
    }
    let included = documents::<Including>(text)
        .into_iter()
        .flatten()
        .filter_map(|file| file.include);
    let paths = included.flatten().flat_map(|one| match one {
        Included::Short(path)
        | Included::Long {
            path: OneOrMore::One(path),
        } => vec![path],
        Included::Long {
            path: OneOrMore::More(paths),
        } => paths,
        Included::Other(_) => Vec::new(),
    });
    paths.filter_map(|path| interpolation::path(&path).ok()).collect()
}

fn documents<T: DeserializeOwned>(text: &str) -> Result<Vec<T>, String> {
    let options = serde_saphyr::options! {
        // Aliases make a small text large: the limits are those of a file that a person wrote.
        budget: serde_saphyr::budget! {
            max_depth: 100,
            max_events: 200_000,
            max_nodes: 100_000,
            max_aliases: 5_000,
            max_merge_keys: 5_000,
            max_documents: 16,
        },
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: 100_000 },
        duplicate_keys: DuplicateKeyPolicy::LastWins,
        with_snippet: false,
    };
    let documents: Vec<Option<T>> =
        serde_saphyr::from_multiple_with_options(text, options).map_err(|error| first_line(&error.to_string()))?;
    Ok(documents.into_iter().flatten().collect())
}

/// The build of a service, with what it takes over from those that it extends.
fn definition(services: &BTreeMap<String, Option<ComposeService>>, name: &str) -> Option<RawDefinition> {
    let service = services.get(name)?.as_ref()?;
    let section = service.build.as_ref().map(|section| section.referenced.line());
    let mut definition = RawDefinition {
        name: name.to_string(),
        line: usize::try_from(section.unwrap_or_default()).unwrap_or_default(),
        only_runs: section.is_none(),
        image: service.image.clone(),
        ..RawDefinition::default()
    };
    let mut next = Some(service);
    for _ in 0..LONGEST_CHAIN {
        let Some(service) = next else { break };
        if let Some(Spanned { value: build, .. }) = &service.build {
            take_over(&mut definition, build)?;
        }
        let line = |given: &Option<Spanned<IgnoredAny>>| usize::try_from(given.as_ref()?.referenced.line()).ok();
        definition.command_line = definition.command_line.or_else(|| line(&service.command));
        definition.entrypoint_line = definition.entrypoint_line.or_else(|| line(&service.entrypoint));
        definition.health_timeout_line = definition.health_timeout_line.or_else(|| changed_limit(service));
        definition.sets_locale |= service.environment.as_ref().is_some_and(sets_locale);
        let (extended, file) = match &service.extends {
            None => break,
            Some(ShortOrLong::Short(service)) => (service, None),
            Some(ShortOrLong::Long(Extends { service, file })) => (service, file.as_ref()),
        };
        definition.extends.push(extended.clone());
        match file {
            None => next = services.get(extended).and_then(Option::as_ref),
            // What another file says is not known: without it, only a build that is complete counts.
            Some(_) if definition.context.is_none() && !definition.only_runs => return None,
            Some(_) => break,
        }
    }
    // A service with an ENTRYPOINT of its own has nothing of the image's command.
    definition.command_line = definition.command_line.filter(|_| definition.entrypoint_line.is_none());
    let gives = [
        definition.command_line,
        definition.entrypoint_line,
        definition.health_timeout_line,
    ];
    let gives_something = definition.sets_locale || gives.iter().any(Option::is_some);
    (!definition.only_runs || gives_something).then_some(definition)
}

/// Adds what is not there yet; `None` where the Dockerfile stands in the file itself.
fn take_over(definition: &mut RawDefinition, build: &ShortOrLong<String, Build>) -> Option<()> {
    let build = match build {
        ShortOrLong::Short(context) => {
            definition.context.get_or_insert_with(|| interpolation::path(context));
            return Some(());
        }
        ShortOrLong::Long(build) if build.dockerfile_inline.is_some() => return None,
        ShortOrLong::Long(build) => build,
    };
    for (own, written) in [
        (&mut definition.context, &build.context),
        (&mut definition.dockerfile, &build.dockerfile),
    ] {
        *own = own.take().or_else(|| written.as_deref().map(interpolation::path));
    }
    let value = |text: &String| interpolation::value(text);
    definition.target = definition
        .target
        .take()
        .or_else(|| build.target.as_ref().and_then(value));
    for (name, context) in pairs(&build.additional_contexts) {
        let context = context.unwrap_or_default();
        definition
            .named_contexts
            .entry(name)
            .or_insert_with(|| value(&context).unwrap_or(context));
    }
    for (name, value) in pairs(&build.args) {
        let value = value.as_deref().and_then(interpolation::value);
        definition.arguments.entry(name).or_insert(value);
    }
    Some(())
}

/// The line of another time limit for the image's own health check.
fn changed_limit(service: &ComposeService) -> Option<usize> {
    let check = service.healthcheck.as_ref()?;
    match check.value {
        Healthcheck::Mapping {
            test: None,
            timeout: Some(_),
        } => usize::try_from(check.referenced.line()).ok(),
        _ => None,
    }
}

fn sets_locale(environment: &Environment) -> bool {
    let is_of_locale = |name: &str| name == "LANG" || name.starts_with("LC_");
    match environment {
        Environment::Mapping(mapping) => mapping.keys().any(|name| is_of_locale(name)),
        Environment::List(list) => list
            .iter()
            .any(|pair| is_of_locale(pair.split('=').next().unwrap_or(pair))),
        Environment::Other(_) => false,
    }
}

fn pairs(written: &Option<Pairs>) -> BTreeMap<String, Option<String>> {
    let of_item = |item: &String| match item.split_once('=') {
        Some((name, value)) => (name.to_string(), Some(value.to_string())),
        None => (item.clone(), None),
    };
    match written {
        None => BTreeMap::new(),
        Some(ShortOrLong::Short(list)) => list.iter().map(of_item).collect(),
        Some(ShortOrLong::Long(mapping)) => mapping.clone(),
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_string()
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
