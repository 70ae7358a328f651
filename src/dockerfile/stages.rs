//! Stages: what each starts from, what it is for, and what is in force at any instruction (inherited from local stages, too).

use std::ops::Range;

use super::document::{Document, Keyword};
use super::exec::Command;
use super::files::{self, CopyFrom, CopyStep};
use super::image::ImageReference;
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

/// PATH of Debian's images and of distroless.
pub const BASE_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

impl Stages {
    /// Finds the stages of a document and what each is for.
    pub fn resolve(document: &Document, settings: &Settings) -> Self {
        let mut found = Self {
            stages: Vec::new(),
            global_args: Vec::new(),
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
            if matches!(instruction.keyword, Keyword::Copy | Keyword::Add) && !found.stages.is_empty() {
                found.read_copy(document, index);
            }
        }
        roles::assign(&mut found, document, settings);
        found
    }

    fn global_scope(&self) -> Scope {
        let mut scope = Scope::default();
        for name in ["TARGET", "BUILD"]
            .iter()
            .flat_map(|side| ["PLATFORM", "OS", "ARCH", "VARIANT"].map(|what| format!("{side}{what}")))
        {
            scope.set(&name, Value::Unknown);
        }
        for (name, default, _) in &self.global_args {
            scope.set(name, default.clone().map_or(Value::Unknown, Value::Known));
        }
        scope
    }

    fn read_global_arg(&mut self, document: &Document, index: usize) {
        let instruction = &document.instructions()[index];
        for pair in variables::pairs(instruction, document.escape()) {
            let scope = self.global_scope();
            let default = pair
                .value
                .and_then(|value| scope.expand(&instruction.text()[value], document.escape()));
            self.global_args.push((pair.name, default, index));
        }
    }

    fn open_stage(&mut self, document: &Document, index: usize) {
        let instruction = &document.instructions()[index];
        let words = instruction.words();
        let image = words.first().cloned().unwrap_or(instruction.arguments.clone());
        let written = &instruction.text()[image.clone()];
        let is_alias = words.len() == 3 && instruction.text()[words[1].clone()].eq_ignore_ascii_case("as");
        let name = is_alias.then(|| instruction.text()[words[2].clone()].to_string());
        let resolved = self.global_scope().expand(written, document.escape());
        let base = match resolved {
            None => Base::Unresolved(written.to_string()),
            Some(text) if text.eq_ignore_ascii_case("scratch") => Base::Scratch,
            Some(text) => match self.named(&text) {
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

    /// The latest stage of that name so far.
    fn named(&self, name: &str) -> Option<usize> {
        let is_named = |stage: &Stage| stage.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.stages.iter().rposition(is_named)
    }

    fn read_copy(&mut self, document: &Document, index: usize) {
        let stage = self.stages.len() - 1;
        let instruction = &document.instructions()[index];
        let scope = self.scope(document, stage, index, true);
        let from = match instruction
            .flag("from")
            .map(|flag| flag.value.as_deref().unwrap_or_default())
        {
            None => CopyFrom::Context,
            Some(name) => {
                let name = scope.expand(name, document.escape()).unwrap_or_default();
                let earlier = self.named(&name).or_else(|| name.parse().ok());
                earlier
                    .filter(|from| *from < stage)
                    .map_or(CopyFrom::Elsewhere, CopyFrom::Stage)
            }
        };
        let workdir = self.workdir(document, stage, index);
        let expand = |word: &str| scope.expand(word, document.escape());
        let mut step = CopyStep::read(instruction, index, from, workdir.as_deref(), expand);
        if let Some(step) = &mut step {
            step.varies = step.from == CopyFrom::Context && self.takes_argument(document, stage, index);
        }
        self.copies.extend(step);
    }

    /// Whether a source of a COPY or ADD is written with a build argument.
    fn takes_argument(&self, document: &Document, stage: usize, index: usize) -> bool {
        let text = document.instructions()[index].arguments_text();
        let fixed = self.scope(document, stage, index, false);
        let mut words = words::blank_separated(text);
        words.pop();
        words
            .into_iter()
            .flat_map(|word| variables::mentioned(&text[word]))
            .any(|name| fixed.get(name).is_none())
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
            Command::Exec(form) => Some(form.words.into_iter().map(|word| word.value).collect()),
            Command::Shell(_) => None,
        }
    }

    /// ENV (and, if asked for, ARG) in force in a stage before an instruction, inherited ones and the base image's included.
    pub fn scope(&self, document: &Document, stage: usize, before: usize, with_args: bool) -> Scope {
        let mut scope = match &self.stages[stage].base {
            Base::Stage(local) => self.scope(document, *local, self.stages[*local].body.end, false),
            base => base_scope(base),
        };
        let globals = self.global_scope();
        let mut args = Scope::default();
        for index in self.stages[stage].body.clone().take_while(|index| *index < before) {
            let instruction = &document.instructions()[index];
            if !matches!(instruction.keyword, Keyword::Env | Keyword::Arg) {
                continue;
            }
            let visible = merged(&scope, &args);
            for pair in variables::pairs(instruction, document.escape()) {
                let text = pair
                    .value
                    .map(|value| visible.expand(&instruction.text()[value], document.escape()));
                let value = text.map(|text| text.map_or(Value::Unknown, Value::Known));
                match instruction.keyword {
                    Keyword::Env => scope.set(&pair.name, value.unwrap_or(Value::Unknown)),
                    _ => args.set(
                        &pair.name,
                        value.or_else(|| globals.get(&pair.name)).unwrap_or(Value::Unknown),
                    ),
                }
            }
        }
        if with_args { merged(&scope, &args) } else { scope }
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

    /// The folder in force in a stage before an instruction; `None` when it is not known.
    pub fn workdir(&self, document: &Document, stage: usize, before: usize) -> Option<String> {
        let mut folder = match &self.stages[stage].base {
            Base::Stage(local) => self.workdir(document, *local, self.stages[*local].body.end),
            base => base_workdir(base),
        };
        for index in self.stages[stage].body.clone().take_while(|index| *index < before) {
            let instruction = &document.instructions()[index];
            if instruction.keyword == Keyword::Workdir {
                let scope = self.scope(document, stage, index, true);
                let path = scope.expand(instruction.arguments_text(), document.escape());
                folder = path.and_then(|path| files::absolute(folder.as_deref(), &path));
            }
        }
        folder
    }

    /// The user in force in a stage before an instruction, as written, variables resolved; `None` when it is not known.
    pub fn user(&self, document: &Document, stage: usize, before: usize) -> Option<String> {
        let own = self.stages[stage].body.clone().take_while(|index| *index < before);
        let last = own
            .filter(|index| document.instructions()[*index].keyword == Keyword::User)
            .last();
        if let Some(index) = last {
            let scope = self.scope(document, stage, index, true);
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

fn merged(env: &Scope, args: &Scope) -> Scope {
    // ENV wins over ARG of the same name.
    let mut all = args.clone();
    all.open = env.open;
    for (name, value) in env.iter() {
        all.set(name, value.clone());
    }
    all
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
