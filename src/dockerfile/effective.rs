//! The effective state at an instruction: variables, working directory and user, set in its own stage, or inherited from another stage or
//! the base image.

use std::sync::Arc;

use super::document::{Document, Keyword};
use super::path;
use super::variables::{self, Scope, Value};

/// Variables, working directory and user at an instruction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EffectiveState {
    /// The variables of ENV and ARG.
    pub scope: Scope,
    /// `None` if it is not known.
    pub workdir: Option<String>,
    /// As written, with variables resolved; `None` if it is not known.
    pub user: Option<String>,
}

impl EffectiveState {
    /// What a stage that starts from this one inherits.
    pub(super) fn inherited(&self) -> Self {
        Self {
            scope: self.scope.without_arguments(),
            ..self.clone()
        }
    }

    /// Applies an instruction. A shared state is copied only if it changes.
    pub(super) fn pass(state: &mut Arc<Self>, document: &Document, index: usize, globals: &Scope) {
        let (instruction, escape) = (&document.instructions()[index], document.escape());
        match instruction.keyword {
            Keyword::Env | Keyword::Arg => {
                // Values see the variables as they were before their instruction.
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
