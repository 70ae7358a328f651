//! The effective state at an instruction: variables, directory and user, set in its own stage, inherited from a local one, or by the base
//! image.

use std::sync::Arc;

use super::document::{Document, Keyword};
use super::path;
use super::variables::{self, Scope, Value};

/// Variables, directory and user at one place of a stage.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EffectiveState {
    /// ENV, and ARG.
    pub scope: Scope,
    /// `None` when it is not known.
    pub workdir: Option<String>,
    /// As written, variables resolved; `None` when it is not known.
    pub user: Option<String>,
}

impl EffectiveState {
    /// What a stage that is built on this one starts with.
    pub(super) fn inherited(&self) -> Self {
        Self {
            scope: self.scope.without_arguments(),
            ..self.clone()
        }
    }

    /// Goes on after an instruction; a state that others hold, too, is only copied where it changes.
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
                let workdir = path.and_then(|path| path::absolute(state.workdir.as_deref(), &path));
                Arc::make_mut(state).workdir = workdir;
            }
            Keyword::User => {
                let user = state.scope.expand(instruction.arguments_text(), escape);
                Arc::make_mut(state).user = user;
            }
            _ => {}
        }
    }
}
