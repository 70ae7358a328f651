//! What is in force at an instruction: variables, folder, user; set in its own stage, inherited from a local one, or by the base image.

use std::borrow::Cow;
use std::sync::Arc;

use super::document::{Document, Keyword};
use super::files;
use super::stages::{Base, Stages};
use super::variables::{self, Scope, Value};

/// PATH of Debian's images and of distroless.
pub const BASE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Variables and folder at one place of a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InForce {
    pub(super) scope: Scope,
    /// `None` when it is not known.
    pub(super) workdir: Option<String>,
}

impl InForce {
    /// Goes on behind an instruction; a state that others hold, too, is only copied where it changes.
    pub(super) fn pass(state: &mut Arc<Self>, document: &Document, index: usize, globals: &Scope) {
        let (instruction, escape) = (&document.instructions()[index], document.escape());
        match instruction.keyword {
            Keyword::Env | Keyword::Arg => {
                // Values see the variables from before their instruction, also those of a name that it sets itself.
                let before: Vec<(&str, Option<Value>)> = variables::pairs(instruction, escape)
                    .iter()
                    .map(|pair| {
                        let text = pair.written(instruction).map(|value| state.scope.expand(value, escape));
                        (
                            pair.name.as_str(),
                            text.map(|text| text.map_or(Value::Unknown, Value::Known)),
                        )
                    })
                    .collect();
                let scope = &mut Arc::make_mut(state).scope;
                for (name, value) in before {
                    if instruction.keyword == Keyword::Env {
                        scope.set(name, value.unwrap_or(Value::Unknown));
                    } else {
                        let value = value.or_else(|| globals.get(name)).unwrap_or(Value::Unknown);
                        scope.set_argument(name, value);
                    }
                }
            }
            Keyword::Workdir => {
                let path = state.scope.expand(instruction.arguments_text(), escape);
                let workdir = path.and_then(|path| files::absolute(state.workdir.as_deref(), &path));
                Arc::make_mut(state).workdir = workdir;
            }
            _ => {}
        }
    }
}

impl Stages {
    /// What is in force where a stage begins.
    pub(super) fn start(&self, stage: usize) -> InForce {
        match &self.stages[stage].base {
            Base::Stage(local) => {
                let end = self.in_force(*local, self.stages[*local].body.end);
                InForce {
                    scope: end.scope.without_arguments(),
                    workdir: end.workdir.clone(),
                }
            }
            base => InForce {
                scope: base_scope(base),
                workdir: base_workdir(base),
            },
        }
    }

    fn in_force(&self, stage: usize, before: usize) -> &InForce {
        let body = &self.stages[stage].body;
        &self.states[stage][before.clamp(body.start, body.end) - body.start]
    }

    /// ENV (and, if asked for, ARG) in force in a stage before an instruction, inherited ones and the base image's included.
    pub fn scope(&self, stage: usize, before: usize, with_args: bool) -> Cow<'_, Scope> {
        let scope = &self.in_force(stage, before).scope;
        if with_args || !scope.has_arguments() {
            Cow::Borrowed(scope)
        } else {
            Cow::Owned(scope.without_arguments())
        }
    }

    /// The folder in force in a stage before an instruction; `None` when it is not known.
    pub fn workdir(&self, stage: usize, before: usize) -> Option<&str> {
        self.in_force(stage, before).workdir.as_deref()
    }

    /// The instruction that sets a name with ENV last in a stage or in the local stages below it, with the stage.
    pub fn env_setter(&self, document: &Document, stage: usize, name: &str) -> Option<(usize, usize)> {
        self.chain(stage).find_map(|local| {
            let sets = |index: &usize| {
                let instruction = &document.instructions()[*index];
                instruction.keyword == Keyword::Env
                    && variables::pairs(instruction, document.escape())
                        .iter()
                        .any(|pair| pair.name == name)
            };
            self.stages[local]
                .body
                .clone()
                .rev()
                .find(sets)
                .map(|index| (local, index))
        })
    }

    /// The user in force in a stage before an instruction, as written, variables resolved; `None` when it is not known.
    pub fn user(&self, document: &Document, stage: usize, before: usize) -> Option<String> {
        let own = self.stages[stage].body.clone().take_while(|index| *index < before);
        let last = own
            .filter(|index| document.instructions()[*index].keyword == Keyword::User)
            .last();
        if let Some(index) = last {
            let scope = &self.in_force(stage, index).scope;
            return scope.expand(document.instructions()[index].arguments_text(), document.escape());
        }
        match &self.stages[stage].base {
            Base::Stage(local) => self.user(document, *local, self.stages[*local].body.end),
            base if is_distroless_python(base) => Some(if is_nonroot(base)? { "65532" } else { "0" }.to_string()),
            Base::Image(image) if image.is_official("python") || image.is_official("debian") => Some("0".to_string()),
            Base::Scratch => Some("0".to_string()),
            _ => None,
        }
    }
}

/// Whether a base is a distroless Python image, of whatever registry.
fn is_distroless_python(base: &Base) -> bool {
    match base {
        Base::Image(image) => image.name.contains("distroless/python3"),
        Base::Unresolved(text) => text.contains("distroless/python3"),
        Base::Scratch | Base::Stage(_) => false,
    }
}

/// Whether it is the variant of the user 65532; `None` when the tag is not known.
fn is_nonroot(base: &Base) -> Option<bool> {
    match base {
        Base::Image(image) => Some(image.effective_tag()?.contains("nonroot")),
        Base::Unresolved(text) => {
            let (_, rest) = text.split_once("distroless/")?;
            (!rest.contains('$')).then(|| rest.contains("nonroot"))
        }
        Base::Scratch | Base::Stage(_) => None,
    }
}

/// What is known of the environment that a base image sets.
fn base_scope(base: &Base) -> Scope {
    let mut scope = Scope::default();
    let known = |value: &str| Value::Known(value.to_string());
    match base {
        Base::Scratch => {}
        base if is_distroless_python(base) => {
            scope.set("PATH", known(BASE_PATH));
            scope.set("SSL_CERT_FILE", known("/etc/ssl/certs/ca-certificates.crt"));
            scope.set("LANG", known("C.UTF-8"));
        }
        Base::Image(image) if image.is_official("python") => {
            scope.set("PATH", known(&format!("/usr/local/bin:{BASE_PATH}")));
            scope.set("LANG", known("C.UTF-8"));
            scope.set("PYTHON_VERSION", Value::Unknown);
            scope.set("PYTHON_SHA256", Value::Unknown);
            scope.set("GPG_KEY", Value::Unknown);
        }
        Base::Image(image) if image.is_official("debian") => scope.set("PATH", known(BASE_PATH)),
        _ => scope.open = true,
    }
    scope
}

fn base_workdir(base: &Base) -> Option<String> {
    match base {
        base if is_distroless_python(base) => Some(if is_nonroot(base)? { "/home/nonroot" } else { "/" }.to_string()),
        Base::Image(image) if image.is_official("python") || image.is_official("debian") => Some("/".to_string()),
        Base::Scratch => Some("/".to_string()),
        _ => None,
    }
}
