//! What a Compose file says, as far as it matters here.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer, StrDeserializer};
use serde::de::{Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_saphyr::Spanned;

#[derive(Deserialize)]
pub(super) struct File {
    pub(super) services: Option<BTreeMap<String, Option<ComposeService>>>,
}

/// Read by itself: what is odd in it is no reason not to read the rest.
#[derive(Deserialize)]
pub(super) struct Including {
    pub(super) include: Option<Vec<Included>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Included {
    Short(String),
    Long { path: OneOrMore },
    Other(IgnoredAny),
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMore {
    One(String),
    More(Vec<String>),
}

#[derive(Deserialize)]
pub(super) struct ComposeService {
    /// The context alone, or a mapping.
    pub(super) build: Option<Spanned<ShortOrLong<String, Build>>>,
    pub(super) image: Option<String>,
    /// The service alone, or a mapping.
    pub(super) extends: Option<ShortOrLong<String, Extends>>,
    pub(super) entrypoint: Option<Spanned<IgnoredAny>>,
    pub(super) command: Option<Spanned<IgnoredAny>>,
    pub(super) environment: Option<Environment>,
    pub(super) healthcheck: Option<Spanned<Healthcheck>>,
}

/// One with a test of its own does not run the image's.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Healthcheck {
    Mapping {
        test: Option<IgnoredAny>,
        timeout: Option<IgnoredAny>,
    },
    Other(IgnoredAny),
}

/// Only its names count.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Environment {
    Mapping(BTreeMap<String, IgnoredAny>),
    List(Vec<String>),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
pub(super) struct Build {
    pub(super) context: Option<String>,
    pub(super) dockerfile: Option<String>,
    pub(super) dockerfile_inline: Option<IgnoredAny>,
    pub(super) target: Option<String>,
    pub(super) additional_contexts: Option<Pairs>,
    pub(super) args: Option<Pairs>,
}

#[derive(Deserialize)]
pub(super) struct Extends {
    pub(super) service: String,
    pub(super) file: Option<String>,
}

/// A list of `NAME=value`, or a mapping of names to values.
pub(super) type Pairs = ShortOrLong<Vec<String>, BTreeMap<String, Option<String>>>;

/// What can be written in two ways: as a string or a list, or as a mapping. (An untagged enum would turn a version `3.10` into a number.)
pub(super) enum ShortOrLong<S, L> {
    Short(S),
    Long(L),
}

impl<'de, S: Deserialize<'de>, L: Deserialize<'de>> Deserialize<'de> for ShortOrLong<S, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Forms<S, L>(PhantomData<(S, L)>);

        impl<'de, S: Deserialize<'de>, L: Deserialize<'de>> Visitor<'de> for Forms<S, L> {
            type Value = ShortOrLong<S, L>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a short form or a mapping")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                S::deserialize(StrDeserializer::new(text)).map(ShortOrLong::Short)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Self::Value, A::Error> {
                S::deserialize(SeqAccessDeserializer::new(items)).map(ShortOrLong::Short)
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                L::deserialize(MapAccessDeserializer::new(map)).map(ShortOrLong::Long)
            }
        }

        deserializer.deserialize_any(Forms(PhantomData))
    }
}
