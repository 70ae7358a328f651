//! Stages: what each starts from, what it is for, and what is in force at any instruction (inherited from local stages, too).

use std::ops::Range;
use std::sync::Arc;

use super::document::{Document, Instruction, Keyword};
use super::exec::Command;
use super::files::{CopyFrom, CopyStep};
use super::image::ImageReference;
use super::in_force::InForce;
use super::roles;
use super::variables::{self, Scope, Value};
use super::words;
use crate::settings::Settings;

/// What a stage starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// An image of a registry, variables resolved with their ARG defaults.
    Image(ImageReference),
    /// The empty image.
    Scratch,
    /// An earlier stage of the file.
    Stage(usize),
    /// A reference with a variable that has no default.
    Unresolved(String),
}

impl Base {
    /// The local stage, if it is one.
    pub fn local(&self) -> Option<usize> {
        match self {
            Self::Stage(index) => Some(*index),
            _ => None,
        }
    }
}

/// What a stage is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Built to be shipped, on a distroless Python image.
    Runtime,
    /// A runtime stage copies Python code or packages from it.
    Builder,
    /// Anything else.
    Other,
}

/// One FROM and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The name behind AS.
    pub name: Option<String>,
    /// Index of the FROM instruction.
    pub from: usize,
    /// Indices of the instructions behind it.
    pub body: Range<usize>,
    /// What it starts from.
    pub base: Base,
    /// Joined range of the image in the FROM instruction.
    pub image: Range<usize>,
    /// What it is for.
    pub role: Role,
}

/// The stages of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stages {
    /// In order.
    pub stages: Vec<Stage>,
    /// The global ARGs: name, default, and index of the instruction.
    pub global_args: Vec<(String, Option<String>, usize)>,
    /// What a FROM, and an ARG without a default, can refer to.
    pub(super) globals: Scope,
    /// For each stage what is in force before each instruction of its body, and at its end.
    pub(super) states: Vec<Vec<Arc<InForce>>>,
    copies: Vec<CopyStep>,
}

/// The Python of a runtime image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuntimePython {
    /// `3.11`.
    pub version: String,
    /// `/usr/bin/python3.11`.
    pub interpreter: String,
}

impl RuntimePython {
    /// Where the house pattern puts packages: `/usr/local/lib/python3.11/site-packages`.
    pub fn site_packages(&self) -> String {
        format!("/usr/local/lib/python{}/site-packages", self.version)
    }
}

impl Stages {
    /// Finds the stages of a document and what each is for.
    pub fn resolve(document: &Document, settings: &Settings) -> Self {
        Self::outline(document).completed(document, settings)
    }

    /// The stages and what each starts from, without what the instructions of their bodies do: the roles and copies are still to come.
    /// It is all that most files ever need, and costs a fraction of the rest.
    pub fn outline(document: &Document) -> Self {
        let mut found = Self {
            stages: Vec::new(),
            global_args: Vec::new(),
            globals: Scope::of_build(),
            states: Vec::new(),
            copies: Vec::new(),
        };
        for (index, instruction) in document.instructions().iter().enumerate() {
            match instruction.keyword {
                Keyword::From => found.open_stage(document, index),
                Keyword::Arg if found.stages.is_empty() => found.read_global_arg(document, index),
                _ => {}
            }
            if let Some(stage) = found.stages.last_mut() {
                stage.body.end = index + 1;
            }
        }
        found
    }

    /// An outline with what the bodies do, and the roles.
    pub fn completed(mut self, document: &Document, settings: &Settings) -> Self {
        for stage in 0..self.stages.len() {
            let mut state = Arc::new(self.start(stage));
            let mut states = Vec::with_capacity(self.stages[stage].body.len() + 1);
            for index in self.stages[stage].body.clone() {
                states.push(Arc::clone(&state));
                if matches!(document.instructions()[index].keyword, Keyword::Copy | Keyword::Add) {
                    self.read_copy(document, stage, index, &state);
                }
                InForce::pass(&mut state, document, index, &self.globals);
            }
            states.push(state);
            self.states.push(states);
        }
        roles::assign(&mut self, document, settings);
        self
    }

    fn read_global_arg(&mut self, document: &Document, index: usize) {
        let instruction = &document.instructions()[index];
        for pair in variables::pairs(instruction, document.escape()) {
            let default = pair
                .written(instruction)
                .and_then(|value| self.globals.expand(value, document.escape()));
            let value = default.clone().map_or(Value::Unknown, Value::Known);
            self.globals.set(&pair.name, value);
            self.global_args.push((pair.name.clone(), default, index));
        }
    }

    fn open_stage(&mut self, document: &Document, index: usize) {
        let instruction = &document.instructions()[index];
        let words = instruction.words();
        let image = words.first().cloned().unwrap_or(instruction.arguments.clone());
        let written = &instruction.text()[image.clone()];
        let is_alias = words.len() == 3 && instruction.text()[words[1].clone()].eq_ignore_ascii_case("as");
        let name = is_alias.then(|| instruction.text()[words[2].clone()].to_string());
        let resolved = self.globals.expand(written, document.escape());
        let base = match resolved {
            None => Base::Unresolved(written.to_string()),
            Some(text) if text.eq_ignore_ascii_case("scratch") => Base::Scratch,
            Some(text) => match self.named(&text, self.stages.len()) {
                Some(stage) => Base::Stage(stage),
                None => ImageReference::parse(&text).map_or(Base::Unresolved(text), Base::Image),
            },
        };
        self.stages.push(Stage {
            name,
            from: index,
            body: index + 1..index + 1,
            base,
            image,
            role: Role::Other,
        });
    }

    /// The latest stage of that name up to `last`, that one included.
    fn named(&self, name: &str, last: usize) -> Option<usize> {
        let is_named = |stage: &Stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.stages.iter().take(last + 1).rposition(is_named)
    }

    fn read_copy(&mut self, document: &Document, stage: usize, index: usize, state: &InForce) {
        let instruction = &document.instructions()[index];
        let from = match instruction
            .flag("from")
            .map(|flag| flag.value.as_deref().unwrap_or_default())
        {
            None => CopyFrom::Context,
            Some(name) => {
                let name = state.scope.expand(name, document.escape()).unwrap_or_default();
                let earlier = self.named(&name, stage).or_else(|| name.parse().ok());
                earlier
                    .filter(|from| *from < stage)
                    .map_or(CopyFrom::Elsewhere, CopyFrom::Stage)
            }
        };
        let expand = |word: &str| state.scope.expand(word, document.escape());
        let mut step = CopyStep::read(instruction, index, from, state.workdir.as_deref(), expand);
        if let Some(step) = &mut step {
            step.varies = step.from == CopyFrom::Context && takes_argument(instruction, &state.scope);
        }
        self.copies.extend(step);
    }

    /// The COPY or ADD at an instruction.
    pub fn copy_at(&self, instruction: usize) -> Option<&CopyStep> {
        let at = self
            .copies
            .binary_search_by_key(&instruction, |copy| copy.instruction)
            .ok()?;
        self.copies.get(at)
    }

    /// The COPY and ADD steps of a stage's own body, in order.
    pub fn copies(&self, stage: usize) -> impl DoubleEndedIterator<Item = &CopyStep> {
        let body = self.stages[stage].body.clone();
        self.copies.iter().filter(move |copy| body.contains(&copy.instruction))
    }

    /// The stages of one role.
    pub fn with_role(&self, role: Role) -> impl Iterator<Item = usize> {
        self.stages
            .iter()
            .enumerate()
            .filter(move |(_, stage)| stage.role == role)
            .map(|(index, _)| index)
    }

    /// A stage and the local stages that it is built on, nearest first.
    pub fn chain(&self, stage: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(stage), |stage| self.stages[*stage].base.local())
    }

    /// The image that a stage comes down to, through earlier stages.
    pub fn root_base(&self, stage: usize) -> &Base {
        let last = self.chain(stage).last().unwrap_or(stage);
        &self.stages[last].base
    }

    /// The last instruction of that kind in a stage's own body.
    pub fn own(&self, document: &Document, stage: usize, keyword: Keyword) -> Option<usize> {
        self.stages[stage]
            .body
            .clone()
            .rev()
            .find(|index| document.instructions()[*index].keyword == keyword)
    }

    /// The instruction of that kind in force at the end of a stage, with the stage that has it: its own, else an inherited one.
    /// An ENTRYPOINT clears an inherited CMD, as in BuildKit.
    pub fn effective(&self, document: &Document, stage: usize, keyword: Keyword) -> Option<(usize, usize)> {
        for local in self.chain(stage) {
            if let Some(index) = self.own(document, local, keyword) {
                return Some((local, index));
            }
            if keyword == Keyword::Cmd && self.own(document, local, Keyword::Entrypoint).is_some() {
                return None;
            }
        }
        None
    }

    /// The exec-form command in force at the end of a stage; `None` when there is none or it is in shell form.
    pub fn effective_words(&self, document: &Document, stage: usize, keyword: Keyword) -> Option<Vec<String>> {
        let (_, index) = self.effective(document, stage, keyword)?;
        match document.instructions()[index].command()? {
            Command::Exec(form) => Some(form.words.iter().map(|word| word.value.clone()).collect()),
            Command::Shell(_) => None,
        }
    }

    /// The Python of the distroless image that a runtime stage comes down to: what the image's name says, else the house's.
    pub fn runtime_python(&self, stage: usize, settings: &Settings) -> RuntimePython {
        let written = match self.root_base(stage) {
            Base::Image(image) => image.name.clone(),
            Base::Unresolved(text) => text.clone(),
            _ => String::new(),
        };
        let debian = written.split("debian").nth(1).and_then(|rest| rest.get(..2));
        let version = match debian {
            Some("11") => "3.9",
            Some("12") => "3.11",
            Some("13") => "3.13",
            _ => &settings.python_version,
        };
        let own = settings.interpreter.clone();
        RuntimePython {
            version: version.to_string(),
            interpreter: own.unwrap_or_else(|| format!("/usr/bin/python{version}")),
        }
    }
}

/// Whether a source of a COPY or ADD is written with a build argument.
fn takes_argument(copy: &Instruction, scope: &Scope) -> bool {
    let text = copy.arguments_text();
    let mut words = words::blank_separated(text);
    words.pop();
    words
        .into_iter()
        .flat_map(|word| variables::mentioned(&text[word]))
        .any(|name| !scope.is_environment(name))
}
