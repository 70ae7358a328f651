//! Compose files: the `build` of each service.
//!
//! Profiles do not matter: a service under one can be built, too. Of `extends`, what the same file says is followed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;
use serde_saphyr::options::DuplicateKeyPolicy;

use super::{RawDefinition, WrittenPath, interpolation};

/// So many services of one file can extend one another in a row.
const LONGEST_CHAIN: usize = 8;

/// The builds that a Compose file defines, in the order of their lines.
///
/// # Errors
/// Why it cannot be read.
pub(super) fn read(text: &str) -> Result<Vec<RawDefinition>, String> {
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
    let documents: Vec<Option<File>> =
        serde_saphyr::from_multiple_with_options(text, options).map_err(|error| first_line(&error.to_string()))?;
    let mut found = Vec::new();
    for services in documents.into_iter().flatten().filter_map(|file| file.services) {
        found.extend(services.keys().filter_map(|name| definition(&services, name)));
    }
    found.sort_by_key(|definition| definition.line);
    Ok(found)
}

/// The build of a service, with what it takes over from those that it extends.
fn definition(services: &BTreeMap<String, Option<ComposeService>>, name: &str) -> Option<RawDefinition> {
    let service = services.get(name)?.as_ref()?;
    let section = service.build.as_ref()?;
    let mut definition = RawDefinition {
        name: name.to_string(),
        line: usize::try_from(section.referenced.line()).unwrap_or_default(),
        ..RawDefinition::default()
    };
    let mut has_entrypoint = false;
    let mut next = Some(service);
    for _ in 0..LONGEST_CHAIN {
        let Some(service) = next else { break };
        if let Some(Spanned { value: build, .. }) = &service.build {
            if build.dockerfile_inline.is_some() {
                return None;
            }
            take_over(&mut definition, build);
        }
        has_entrypoint |= service.entrypoint.is_some();
        if let Some(command) = service.command.as_ref().filter(|_| definition.command_line.is_none()) {
            definition.command_line = usize::try_from(command.referenced.line()).ok();
        }
        next = match &service.extends {
            None => break,
            Some(Extends { service, file: None }) => services.get(service).and_then(Option::as_ref),
            // What another file says is not known: without it, only a build that is complete counts.
            Some(Extends { file: Some(_), .. }) if definition.context.is_none() => return None,
            Some(_) => break,
        };
    }
    // A service with an ENTRYPOINT of its own has nothing of the image's command.
    definition.command_line = definition.command_line.filter(|_| !has_entrypoint);
    Some(definition)
}

/// Adds what is not there yet.
fn take_over(definition: &mut RawDefinition, build: &Build) {
    let path = |text: &String| interpolation::path(text);
    let or = |own: &mut Option<WrittenPath>, other: &Option<String>| {
        if own.is_none() {
            *own = other.as_ref().map(path);
        }
    };
    or(&mut definition.context, &build.context);
    or(&mut definition.dockerfile, &build.dockerfile);
    for (name, value) in &build.additional_contexts.0 {
        if !definition.named_contexts.iter().any(|(known, _)| known == name) {
            let value = value.clone().unwrap_or_default();
            definition.named_contexts.push((name.clone(), value));
        }
    }
    for (name, value) in &build.args.0 {
        if !definition.arguments.iter().any(|(known, _)| known == name) {
            let value = value.as_deref().and_then(interpolation::value);
            definition.arguments.push((name.clone(), value));
        }
    }
}

fn first_line(message: &str) -> String {
    message.lines().next().unwrap_or_default().to_string()
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    services: Option<BTreeMap<String, Option<ComposeService>>>,
}

#[derive(Deserialize)]
struct ComposeService {
    #[serde(default)]
    build: Option<Spanned<Build>>,
    #[serde(default)]
    extends: Option<Extends>,
    #[serde(default)]
    entrypoint: Option<IgnoredAny>,
    #[serde(default)]
    command: Option<Spanned<IgnoredAny>>,
}

/// `build`: the context alone, or a mapping.
#[derive(Default)]
struct Build {
    context: Option<String>,
    dockerfile: Option<String>,
    dockerfile_inline: Option<IgnoredAny>,
    additional_contexts: Pairs,
    args: Pairs,
}

/// `extends`: the service alone, or a mapping.
struct Extends {
    service: String,
    file: Option<String>,
}

/// A mapping of names to values, or a list of `NAME=value`.
#[derive(Default)]
struct Pairs(Vec<(String, Option<String>)>);

impl<'de> Deserialize<'de> for Build {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            context: Option<String>,
            dockerfile: Option<String>,
            dockerfile_inline: Option<IgnoredAny>,
            #[serde(default)]
            additional_contexts: Option<Pairs>,
            #[serde(default)]
            args: Option<Pairs>,
        }

        struct Shape;

        impl<'de> Visitor<'de> for Shape {
            type Value = Build;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a build context or a mapping")
            }

            fn visit_str<E>(self, context: &str) -> Result<Build, E> {
                Ok(Build {
                    context: Some(context.to_string()),
                    ..Build::default()
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Build, A::Error> {
                let fields = Fields::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Build {
                    context: fields.context,
                    dockerfile: fields.dockerfile,
                    dockerfile_inline: fields.dockerfile_inline,
                    additional_contexts: fields.additional_contexts.unwrap_or_default(),
                    args: fields.args.unwrap_or_default(),
                })
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

impl<'de> Deserialize<'de> for Extends {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            service: String,
            file: Option<String>,
        }

        struct Shape;

        impl<'de> Visitor<'de> for Shape {
            type Value = Extends;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a service or a mapping")
            }

            fn visit_str<E>(self, service: &str) -> Result<Extends, E> {
                Ok(Extends {
                    service: service.to_string(),
                    file: None,
                })
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Extends, A::Error> {
                let Fields { service, file } = Fields::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Extends { service, file })
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Shape;

        impl<'de> Visitor<'de> for Shape {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping or a list of NAME=value")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(item) = items.next_element::<String>()? {
                    pairs.push(match item.split_once('=') {
                        Some((name, value)) => (name.to_string(), Some(value.to_string())),
                        None => (item, None),
                    });
                }
                Ok(Pairs(pairs))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry::<String, Option<String>>()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_any(Shape)
    }
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
