//! Stages: what each starts from, what it copies, and the effective state at any of its instructions.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::copy::{CopyFrom, CopyStep};
use super::document::{Document, Keyword, ParsedInstruction};
use super::effective::{Scope, StageState};
use super::image::ImageReference;
use super::variables::{self, Value};
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
    /// The stage at the bottom of those that it is built on; itself where it is built on none.
    pub root: usize,
    depth: usize,
    /// The stages that are built directly on it, in order.
    pub heirs: Vec<usize>,
    /// The COPYs of later stages that take from it, in order: each by the numbers of its stage and of the instruction.
    pub takers: Vec<(usize, usize)>,
    /// Its own COPYs and ADDs among all.
    copies: Range<usize>,
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

/// So many stages may be built one on another. What is built on more is taken for an image that nobody knows.
const MOST_DEPTH: usize = 256;

/// So many bytes may the values, paths and names of a file become longer than they are written. Beyond, they are not known.
const MOST_GROWTH: usize = 16 << 20;

/// The stages of a document.
#[derive(Debug, Clone)]
pub struct Stages {
    /// In order.
    pub stages: Vec<ParsedStage>,
    /// The ARGs before the first FROM.
    pub global_args: Vec<GlobalArg>,
    /// What a FROM, and an ARG without a default, can refer to.
    globals: StageState,
    /// The last stage of each name, in lower case.
    names: HashMap<String, usize>,
    states: Vec<Arc<StageState>>,
    copies: Vec<CopyStep>,
    /// What is left of [`MOST_GROWTH`].
    growth: Cell<usize>,
}

impl Stages {
    /// The stages and what each starts from, without what the instructions of their bodies do. It is all that most files ever need, and
    /// costs a fraction of the rest. `named_contexts` are the names that the build gives to other build contexts: they win over stages and
    /// images.
    pub fn outline(document: &Document, named_contexts: &[String]) -> Self {
        let mut found = Self {
            stages: Vec::new(),
            global_args: Vec::new(),
            globals: StageState::default(),
            names: HashMap::new(),
            states: Vec::new(),
            copies: Vec::new(),
            growth: Cell::new(MOST_GROWTH),
        };
        found.globals.has_platforms = true;
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
    pub fn completed(mut self, document: &Document, named_contexts: &[String], of_images: Vec<StageState>) -> Self {
        for (stage, of_image) in of_images.into_iter().enumerate() {
            let mut state = match self.stages[stage].base {
                Base::Stage(parent) => StageState::built_on(parent, &self.states[parent]),
                _ => of_image,
            };
            let first = self.copies.len();
            for (moment, index) in self.stages[stage].body.clone().enumerate() {
                let instruction = &document.instructions()[index];
                match instruction.keyword {
                    Keyword::Copy | Keyword::Add => {
                        let scope = state.scope(&self.states, moment);
                        let step = self.read_copy(document, stage, index, scope, named_contexts);
                        if let Some(CopyFrom::Stage(from)) = step.as_ref().map(|step| &step.from) {
                            self.stages[*from].takers.push((stage, index));
                        }
                        self.copies.extend(step);
                    }
                    Keyword::Env | Keyword::Arg | Keyword::Workdir | Keyword::User | Keyword::Onbuild => {
                        let value_of = |state: &StageState, word: &str| {
                            self.expand(state.scope(&self.states, moment), word, document.escape())
                        };
                        state.apply(moment, instruction, document.escape(), self.globals(), value_of);
                    }
                    _ => {}
                }
            }
            self.stages[stage].copies = first..self.copies.len();
            self.states.push(Arc::new(state));
        }
        self
    }

    fn globals(&self) -> Scope<'_> {
        self.globals.scope(&[], 0)
    }

    /// What a word expands to. `None` if that is not known, or if all words together would grow too long.
    fn expand(&self, scope: Scope<'_>, word: &str, escape: char) -> Option<String> {
        let left = Some(self.growth.get()).filter(|left| *left > 0)?;
        let text = scope.expand(word, escape)?;
        let grown = text.len().saturating_sub(word.len());
        self.growth.set(left.saturating_sub(grown));
        Some(text).filter(|_| grown < left)
    }

    fn read_global_arg(&mut self, document: &Document, index: usize) {
        let instruction = &document.instructions()[index];
        for pair in variables::pairs(instruction, document.escape()) {
            let default = pair
                .written(instruction)
                .and_then(|value| self.expand(self.globals(), value, document.escape()));
            self.globals.set(&pair.name, Value::of(default.clone()));
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
        let resolved = self.expand(self.globals(), written, document.escape());
        let own = self.stages.len();
        let base = match resolved {
            None => Base::Unresolved(written.to_string()),
            Some(text) if text.eq_ignore_ascii_case("scratch") => Base::Scratch,
            Some(text) if is_among(&text, named_contexts) => Base::NamedContext(text),
            Some(text) => match self
                .named(&text)
                .filter(|parent| self.stages[*parent].depth < MOST_DEPTH)
            {
                Some(stage) => Base::Stage(stage),
                None => ImageReference::parse(&text).map_or(Base::Unresolved(text), Base::Image),
            },
        };
        if let Some(name) = &name {
            self.names.insert(name.to_ascii_lowercase(), own);
        }
        if let Base::Stage(parent) = base {
            self.stages[parent].heirs.push(own);
        }
        self.stages.push(ParsedStage {
            name,
            from: index,
            body: index + 1..index + 1,
            root: base.local().map_or(own, |parent| self.stages[parent].root),
            depth: base.local().map_or(0, |parent| self.stages[parent].depth + 1),
            heirs: Vec::new(),
            takers: Vec::new(),
            copies: 0..0,
            base,
            image,
        });
    }

    /// The last stage with that name. BuildKit takes no earlier one of the same name, where the last comes after the COPY.
    fn named(&self, name: &str) -> Option<usize> {
        self.names.get(&name.to_ascii_lowercase()).copied()
    }

    fn read_copy(
        &self,
        document: &Document,
        stage: usize,
        index: usize,
        scope: Scope<'_>,
        named_contexts: &[String],
    ) -> Option<CopyStep> {
        let instruction = &document.instructions()[index];
        let expand = |word: &str| self.expand(scope, word, document.escape());
        let from = match instruction.flag("from") {
            None => CopyFrom::Context,
            Some(flag) => {
                let name = expand(flag.value.as_deref().unwrap_or_default()).unwrap_or_default();
                let earlier = self.named(&name).or_else(|| name.parse().ok());
                earlier
                    .filter(|from| *from < stage && !is_among(&name, named_contexts))
                    .map_or(CopyFrom::Elsewhere, CopyFrom::Stage)
            }
        };
        let step = CopyStep::read(instruction, index, from, scope.workdir(), expand)?;
        let varies = step.from == CopyFrom::Context && takes_argument(instruction, scope);
        Some(CopyStep { varies, ..step })
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
        &self.copies[self.stages[stage].copies.clone()]
    }

    /// What is in effect in a stage before an instruction; after the stage, what is in effect at its end.
    pub fn scope(&self, stage: usize, before: usize) -> Scope<'_> {
        let body = &self.stages[stage].body;
        let moment = before.clamp(body.start, body.end) - body.start;
        self.states[stage].scope(&self.states[..stage], moment)
    }
}

/// Whether a name is one of a build's named contexts. An image without a tag has the tag `latest`.
fn is_among(name: &str, named_contexts: &[String]) -> bool {
    let plain = |name: &str| name.strip_suffix(":latest").unwrap_or(name).to_ascii_lowercase();
    named_contexts.iter().any(|known| plain(known) == plain(name))
}

/// Whether a source of a COPY or ADD is written with a build argument.
fn takes_argument(copy: &ParsedInstruction, scope: Scope<'_>) -> bool {
    let text = copy.arguments_text();
    let mut words = words::blank_separated(text);
    words.pop();
    words
        .into_iter()
        .flat_map(|word| variables::mentioned(&text[word]))
        .any(|name| !scope.is_environment(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_built_on_one_another_up_to_a_depth() {
        let lines = (0..MOST_DEPTH + 2).map(|n| format!("FROM s{n} AS s{}\n", n + 1));
        let document = Document::cut(lines.collect()).unwrap();
        let stages = Stages::outline(&document, &[]).stages;
        let is_local = |at: usize| matches!(stages[at].base, Base::Stage(_));
        assert!(is_local(MOST_DEPTH) && !is_local(MOST_DEPTH + 1));
    }
}
