//! Stages: what each starts from, what it copies, and the effective state at any of its instructions.

use std::ops::Range;
use std::sync::Arc;

use super::copy::{CopyFrom, CopyStep};
use super::document::{Document, Keyword, ParsedInstruction};
use super::effective::EffectiveState;
use super::image::ImageReference;
use super::variables::{self, Scope, Value};
use super::words;

/// What a stage starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Base {
    /// An image, with variables resolved to their ARG defaults.
    Image(ImageReference),
    /// The empty image.
    Scratch,
    /// An earlier stage of the file.
    Stage(usize),
    /// A reference with a variable that has no default.
    Unresolved(String),
    /// Another build context, by the name that the build gives it.
    NamedContext(String),
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

/// One FROM and what follows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParsedStage {
    /// The name after AS.
    pub name: Option<String>,
    /// Index of the FROM instruction.
    pub from: usize,
    /// Indices of the instructions after it.
    pub body: Range<usize>,
    /// What it starts from.
    pub base: Base,
    /// Joined range of the image in the FROM instruction.
    pub image: Range<usize>,
}

/// An ARG before the first FROM.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GlobalArg {
    /// Its name.
    pub name: String,
    /// Its default, with variables resolved; `None` if there is none, or if it is not known.
    pub default: Option<String>,
    /// Index of the instruction.
    pub instruction: usize,
}

/// The stages of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stages {
    /// In order.
    pub stages: Vec<ParsedStage>,
    /// The ARGs before the first FROM.
    pub global_args: Vec<GlobalArg>,
    /// What a FROM, and an ARG without a default, can refer to.
    globals: Scope,
    /// For each stage the effective state before each instruction of its body, and at its end.
    states: Vec<Vec<Arc<EffectiveState>>>,
    copies: Vec<CopyStep>,
}

impl Stages {
    /// The stages and what each starts from, without what the instructions of their bodies do. It is all that most files ever need, and
    /// costs a fraction of the rest. `named_contexts` are the names that the build gives to other build contexts: they win over stages and
    /// images.
    pub fn outline(document: &Document, named_contexts: &[String]) -> Self {
        let mut found = Self {
            stages: Vec::new(),
            global_args: Vec::new(),
            globals: Scope::of_build(),
            states: Vec::new(),
            copies: Vec::new(),
        };
        for (index, instruction) in document.instructions().iter().enumerate() {
            match instruction.keyword {
                Keyword::From => found.open_stage(document, index, named_contexts),
                Keyword::Arg if found.stages.is_empty() => found.read_global_arg(document, index),
                _ => {}
            }
            if let Some(stage) = found.stages.last_mut() {
                stage.body.end = index + 1;
            }
        }
        found
    }

    /// An outline with what the bodies do. `of_images` is what the image of each stage sets by itself.
    pub fn completed(mut self, document: &Document, named_contexts: &[String], of_images: Vec<EffectiveState>) -> Self {
        for (stage, of_image) in of_images.into_iter().enumerate() {
            let mut state = Arc::new(match &self.stages[stage].base {
                Base::Stage(local) => self.state(*local, usize::MAX).inherited(),
                _ => of_image,
            });
            let mut states = Vec::with_capacity(self.stages[stage].body.len() + 1);
            for index in self.stages[stage].body.clone() {
                states.push(Arc::clone(&state));
                if matches!(document.instructions()[index].keyword, Keyword::Copy | Keyword::Add) {
                    self.read_copy(document, stage, index, &state, named_contexts);
                }
                EffectiveState::pass(&mut state, document, index, &self.globals);
            }
            states.push(state);
            self.states.push(states);
        }
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
            self.global_args.push(GlobalArg {
                name: pair.name.clone(),
                default,
                instruction: index,
            });
        }
    }

    fn open_stage(&mut self, document: &Document, index: usize, named_contexts: &[String]) {
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
            Some(text) if is_among(&text, named_contexts) => Base::NamedContext(text),
            Some(text) => match self.named(&text, self.stages.len()) {
                Some(stage) => Base::Stage(stage),
                None => ImageReference::parse(&text).map_or(Base::Unresolved(text), Base::Image),
            },
        };
        self.stages.push(ParsedStage {
            name,
            from: index,
            body: index + 1..index + 1,
            base,
            image,
        });
    }

    /// The latest stage with that name, up to and including `last`.
    fn named(&self, name: &str, last: usize) -> Option<usize> {
        let is_named = |stage: &ParsedStage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.stages.iter().take(last + 1).rposition(is_named)
    }

    fn read_copy(
        &mut self,
        document: &Document,
        stage: usize,
        index: usize,
        state: &EffectiveState,
        named_contexts: &[String],
    ) {
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
                    .filter(|from| *from < stage && !is_among(&name, named_contexts))
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
    pub fn copies(&self, stage: usize) -> &[CopyStep] {
        let body = &self.stages[stage].body;
        let start = self.copies.partition_point(|copy| copy.instruction < body.start);
        let end = self.copies.partition_point(|copy| copy.instruction < body.end);
        &self.copies[start..end]
    }

    /// The effective state in a stage before an instruction; after the stage, the state at its end.
    pub fn state(&self, stage: usize, before: usize) -> &EffectiveState {
        let body = &self.stages[stage].body;
        &self.states[stage][before.clamp(body.start, body.end) - body.start]
    }
}

/// Whether a name is one of a build's named contexts. An image without a tag has the tag `latest`.
fn is_among(name: &str, named_contexts: &[String]) -> bool {
    let plain = |name: &str| name.strip_suffix(":latest").unwrap_or(name).to_ascii_lowercase();
    named_contexts.iter().any(|known| plain(known) == plain(name))
}

/// Whether a source of a COPY or ADD is written with a build argument.
fn takes_argument(copy: &ParsedInstruction, scope: &Scope) -> bool {
    let text = copy.arguments_text();
    let mut words = words::blank_separated(text);
    words.pop();
    words
        .into_iter()
        .flat_map(|word| variables::mentioned(&text[word]))
        .any(|name| !scope.is_environment(name))
}
