//! What is in effect at an instruction: variables, working directory and user, set in its own stage, or inherited from another stage or the
//! base image.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::document::{Keyword, ParsedInstruction};
use super::expansion::expand;
use super::path;
use super::variables::{self, Pair, Value, is_platform};
use super::words;

/// A value that instructions change: each one with the moment from which it holds.
#[derive(Debug, Clone, Default)]
struct Timeline(Vec<(usize, Value)>);

impl Timeline {
    fn set(&mut self, from: usize, value: Value) {
        match self.0.last_mut() {
            Some(last) if last.0 == from => last.1 = value,
            _ => self.0.push((from, value)),
        }
    }

    fn at(&self, moment: usize) -> Option<&Value> {
        let past = self.0.partition_point(|(from, _)| *from <= moment);
        self.0[..past].last().map(|(_, value)| value)
    }
}

/// What a stage sets, from its FROM to its end. A moment counts the instructions of its body: what the third one sets is in effect from moment
/// 3 on. The variables that it inherits are not copied: they are looked up in the stage that it is built on.
#[derive(Debug, Clone, Default)]
pub struct StageState {
    /// Whether other names may be set, by a base image that is not known.
    open: bool,
    /// Whether the names are set that every build sets (`TARGETPLATFORM` and the like), to values that only the build knows.
    pub(super) has_platforms: bool,
    /// The stage that it is built on.
    parent: Option<usize>,
    environment: HashMap<String, Timeline>,
    /// The names that ARG sets; an ENV of the same name wins.
    arguments: HashMap<String, Timeline>,
    workdir: Timeline,
    user: Timeline,
    /// The instructions after ONBUILD that set something in a stage that is built on this one, and the names of their ENVs: to what is not known.
    triggers: HashSet<Keyword>,
    triggered: HashSet<String>,
}

impl StageState {
    /// The state that an image sets. An `open` one may set other names as well.
    pub(crate) fn of_image(open: bool, workdir: Option<&str>, user: Option<&str>) -> Self {
        let mut state = Self {
            open,
            ..Self::default()
        };
        state.workdir.set(0, Value::of(workdir));
        state.user.set(0, Value::of(user));
        state
    }

    /// The state at the start of a stage that is built on the stage `parent`, whose state is `below`.
    pub(super) fn built_on(parent: usize, below: &Self) -> Self {
        let is_kept = |keyword| !below.triggers.contains(&keyword);
        let end = below.scope(&[], usize::MAX);
        let workdir = end.workdir().filter(|_| is_kept(Keyword::Workdir));
        let user = end.user().filter(|_| is_kept(Keyword::User));
        Self {
            parent: Some(parent),
            ..Self::of_image(below.open, workdir, user)
        }
    }

    /// Sets a name from the start.
    pub(crate) fn set(&mut self, name: &str, value: Value) {
        self.environment.entry(name.to_string()).or_default().set(0, value);
    }

    /// The variables at a moment of a stage of this state, after the `earlier` stages.
    pub(super) fn scope<'a>(&'a self, earlier: &'a [Arc<Self>], moment: usize) -> Scope<'a> {
        Scope {
            own: self,
            earlier,
            moment,
            has_arguments: true,
        }
    }

    /// Applies the instruction at a moment: what it sets is in effect from the next one on. `expand` expands a word, `globals` are what an ARG
    /// without a default can refer to.
    pub(super) fn apply(
        &mut self,
        moment: usize,
        instruction: &ParsedInstruction,
        escape: char,
        globals: Scope<'_>,
        expand: impl Fn(&Self, &str) -> Option<String>,
    ) {
        let from = moment + 1;
        let text = instruction.arguments_text();
        match instruction.keyword {
            Keyword::Env | Keyword::Arg => {
                let pairs = variables::pairs(instruction, escape);
                let given = |pair: &Pair| Some(Value::of(expand(self, pair.written(instruction)?)));
                // Values see the variables as they were before their instruction.
                let values: Vec<_> = pairs.iter().map(given).collect();
                for (pair, value) in pairs.iter().zip(values) {
                    let (names, default) = match instruction.keyword {
                        Keyword::Env => (&mut self.environment, None),
                        _ => (&mut self.arguments, globals.get(&pair.name)),
                    };
                    let value = value.or_else(|| default.cloned()).unwrap_or(Value::Unknown);
                    names.entry(pair.name.clone()).or_default().set(from, value);
                }
            }
            Keyword::Workdir => {
                let above = self.scope(&[], moment).workdir();
                let path = expand(self, text).and_then(|path| path::absolute(above, &path));
                self.workdir.set(from, Value::of(path));
            }
            Keyword::User => {
                let user = Value::of(expand(self, text));
                self.user.set(from, user);
            }
            Keyword::Onbuild => {
                let (keyword, arguments) = words::split_keyword(text);
                let keyword = Keyword::parse(keyword);
                self.triggers.insert(keyword);
                if keyword == Keyword::Env {
                    let names = arguments
                        .split_whitespace()
                        .map(|word| word.split('=').next().unwrap_or(word));
                    self.triggered.extend(names.map(str::to_string));
                }
            }
            _ => {}
        }
    }
}

/// What is in effect at a point of a stage. Names that it does not know are not set.
#[derive(Clone, Copy)]
pub struct Scope<'a> {
    own: &'a StageState,
    /// The states of the stages before its stage.
    earlier: &'a [Arc<StageState>],
    moment: usize,
    has_arguments: bool,
}

impl<'a> Scope<'a> {
    /// The directory in effect; `None` if it is not known.
    pub(crate) fn workdir(self) -> Option<&'a str> {
        self.own.workdir.at(self.moment)?.known()
    }

    /// The user in effect, as written, with variables resolved; `None` if it is not known.
    pub(crate) fn user(self) -> Option<&'a str> {
        self.own.user.at(self.moment)?.known()
    }

    /// The same without the names that ARG sets, as a program or another stage sees it.
    pub(crate) fn environment(self) -> Self {
        Self {
            has_arguments: false,
            ..self
        }
    }

    /// Whether ENV sets a name, or a base image that is not known may.
    pub(crate) fn is_environment(self, name: &str) -> bool {
        self.own.open || self.find_environment(name).is_some()
    }

    fn find_environment(self, name: &str) -> Option<&'a Value> {
        let own = self.own.environment.get(name);
        own.and_then(|values| values.at(self.moment)).or_else(|| {
            self.below().find_map(|state| match state.triggered.contains(name) {
                true => Some(&Value::Unknown),
                false => state.environment.get(name)?.at(usize::MAX),
            })
        })
    }

    /// The states of the stages that its stage is built on, nearest first.
    fn below(self) -> impl Iterator<Item = &'a StageState> {
        let parent = move |state: &StageState| Some(self.earlier[state.parent?].as_ref());
        std::iter::successors(parent(self.own), move |state| parent(state))
    }

    fn find(self, name: &str) -> Option<&'a Value> {
        let argument = || self.own.arguments.get(name)?.at(self.moment);
        let platform = || (self.own.has_platforms && is_platform(name)).then_some(&Value::Unknown);
        self.find_environment(name)
            .or_else(|| argument().filter(|_| self.has_arguments))
            .or_else(platform)
    }

    /// The value of a name; `None` if it is certainly not set.
    pub(crate) fn get(self, name: &str) -> Option<&'a Value> {
        self.find(name).or(self.own.open.then_some(&Value::Unknown))
    }

    /// The known value of a name.
    pub(crate) fn known(self, name: &str) -> Option<&'a str> {
        self.find(name)?.known()
    }

    /// Every name that is certainly set.
    pub(crate) fn all(self) -> BTreeMap<&'a str, &'a Value> {
        let inherited = |state: &'a StageState| state.environment.keys().chain(&state.triggered);
        let names = self.own.environment.keys().chain(self.own.arguments.keys());
        let names = names.chain(self.below().flat_map(inherited));
        names
            .filter_map(|name| Some((name.as_str(), self.find(name)?)))
            .collect()
    }

    /// A word as BuildKit expands it: quotes and escapes resolved, variables replaced. `None` if the result is not known, or too long.
    pub(crate) fn expand(self, word: &str, escape: char) -> Option<String> {
        expand(word, escape, |name| self.get(name))
    }
}
