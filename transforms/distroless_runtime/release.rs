//! Moves a file from the distroless image of one Debian to that of the house: runtime images, builders, and every path with Python's version, in
//! one fix. What may depend on the old Python and cannot be changed with it is a reason not to move.

mod sources;

use crate::analysis::images::{Debian, RuntimeImage};
use crate::analysis::service::builder_python;
use crate::analysis::{Instruction, Role, Stage};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::stages::Base;
use crate::edit::Edit;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Applicability, Finding, Fix, Remedy};

/// Directories whose files belong to one release of Debian.
const OF_DEBIAN: [&str; 4] = ["/lib", "/usr/bin", "/usr/lib", "/usr/share"];

/// A file that is to move, and where to.
struct RuntimeUpgrade<'a> {
    context: RuleContext<'a>,
    /// The image of the house, without a tag.
    image: &'a str,
    row: &'a RuntimeImage,
    /// The Python of the images that there are, and the new one: `3.11`.
    old: &'a str,
    new: &'a str,
    edits: Vec<Edit>,
    touched: Vec<Instruction<'a>>,
    reasons: Vec<String>,
}

/// The finding about the first stage that is shipped on an image of another Python than the house's.
pub(super) fn check(context: &RuleContext<'_>) -> Option<Finding> {
    let image = context.pattern.house_runtime.as_deref()?;
    let row = context.pattern.runtimes.iter().find(|row| row.image.matches(image));
    let Some((row, new)) = row.and_then(|row| Some((row, row.python.as_deref()?))) else {
        let stage = context.stages_with_role(Role::Runtime).next()?;
        let advice = format!("which Python {image} has is not known; write a row of [[runtime]] for it");
        return finding(stage.root(), image, Remedy::Report(advice));
    };
    let is_off = |stage: &Stage<'_>| stage.image().python().is_some_and(|python| python != new);
    let stage = context.stages_with_role(Role::Runtime).find(is_off)?.root();
    let mut release = RuntimeUpgrade {
        context: *context,
        image,
        row,
        old: stage.image().python()?,
        new,
        edits: Vec::new(),
        touched: Vec::new(),
        reasons: Vec::new(),
    };
    release.plan();
    finding(stage, image, release.remedy())
}

fn finding(stage: Stage<'_>, image: &str, remedy: Remedy) -> Option<Finding> {
    let from = stage.from();
    let place = from.in_file(from.words().into_iter().next()?);
    let message = format!("the image is shipped on {}, not on {image}", stage.image_text());
    Some(Finding::new(from, place.start, message, remedy))
}

impl<'a> RuntimeUpgrade<'a> {
    fn plan(&mut self) {
        let context = self.context;
        for stage in context.stages() {
            self.base(stage);
        }
        for one in context.instructions().filter(|one| one.keyword != Keyword::From) {
            self.versions(one);
            let is_of_debian = |source: &&String| {
                OF_DEBIAN.iter().any(|directory| source.starts_with(directory)) && !source.contains("python")
            };
            if let Some(source) = one.copy().and_then(|copy| copy.sources.iter().find(is_of_debian)) {
                self.refuse(one, format!("copies {source}, which belongs to one release of Debian"));
            }
        }
        let uses = context.context.uses();
        if let Some(place) = uses.command.as_ref().or(uses.entrypoint.as_ref()) {
            let reason = format!(
                "{place} gives a container of the image another command, which may name Python {}",
                self.old
            );
            self.reasons.push(reason);
        }
        sources::check(&context, self.new, &mut self.reasons);
    }

    fn refuse(&mut self, one: Instruction<'_>, what: String) {
        self.reasons.push(format!("line {} {what}", self.context.line(one)));
    }

    fn touch(&mut self, one: Instruction<'a>, edit: Edit) {
        self.edits.push(edit);
        if !self.touched.contains(&one) {
            self.touched.push(one);
        }
    }

    /// The image of a stage: a runtime image becomes the house's, a Python image one of the new Python.
    fn base(&mut self, stage: Stage<'a>) {
        let from = stage.from();
        let python = match stage.is_on_runtime_image() {
            true => stage.image().python().map(str::to_string),
            false => builder_python(stage),
        };
        let is_local = matches!(stage.base(), Base::Stage(_) | Base::Scratch);
        if is_local || python.as_deref() == Some(self.new) || (python.is_none() && stage.role() == Role::Other) {
            return;
        }
        let text = stage.image_text();
        let written = from.words().into_iter().next();
        let written = written.filter(|word| from.text()[word.clone()] == *text && !text.contains('$'));
        let (Base::Image(image), Some(word)) = (stage.base(), written) else {
            return self.refuse(from, format!("takes {text} from a variable"));
        };
        if image.digest.is_some() {
            return self.refuse(from, format!("pins {text} by a digest"));
        }
        if python.as_deref() != Some(self.old) {
            return self.refuse(from, format!("starts from {text}, which is not of Python {}", self.old));
        }
        let new = match stage.is_on_runtime_image() {
            true => Some(match &image.tag {
                Some(tag) => format!("{}:{tag}", self.image),
                None => self.image.to_string(),
            }),
            false => self.builder(image, text),
        };
        match new {
            Some(new) => self.touch(from, Edit::replace(from.in_file(word), new)),
            None => self.refuse(
                from,
                format!("starts from {text}, and the image of Python {} is not known", self.new),
            ),
        }
    }

    /// The Python image in the same variant, with the Debian of the house's builder where it names one.
    fn builder(&self, image: &ImageReference, text: &str) -> Option<String> {
        let tag = image.tag.as_deref().filter(|_| image.is_official("python"))?;
        let debian = ImageReference::parse(&self.row.builder)?;
        let debian = debian
            .tag
            .as_deref()?
            .split('-')
            .find(|part| Debian::named(part).is_some())?;
        let mut parts = vec![self.new];
        for part in tag.split('-').skip(1) {
            parts.push(match part {
                "slim" => part,
                _ => Debian::named(part).map(|_| debian)?,
            });
        }
        Some(format!("{}{}", text.strip_suffix(tag)?, parts.join("-")))
    }

    /// Every `python3.11` in an instruction becomes `python3.13`; the version alone may be that of anything.
    fn versions(&mut self, one: Instruction<'a>) {
        let text = one.file_text(one.range());
        let compact = self.old.replace('.', "");
        let is_end = |at: usize| !text[at..].starts_with(|c: char| c.is_ascii_digit());
        for (at, version) in text
            .match_indices(self.old)
            .filter(|(at, version)| is_end(at + version.len()))
        {
            let before = &text[..at];
            if before.ends_with("python") {
                let place = one.range().start + at;
                self.touch(one, Edit::replace(place..place + version.len(), self.new));
            } else if !before.ends_with(|c: char| c.is_ascii_digit() || c == '.') {
                return self.refuse(one, format!("has {version}, which may be Python's version"));
            }
        }
        let tags = ["cp", "py", "python"].map(|name| format!("{name}{compact}"));
        if let Some(tag) = tags.iter().find(|tag| text.contains(tag.as_str())) {
            self.refuse(one, format!("has {tag}, which is of one Python"));
        }
    }

    fn remedy(self) -> Remedy {
        if !self.reasons.is_empty() {
            return Remedy::Report(format!("not moved: {}", self.reasons.join("; ")));
        }
        Remedy::Fix(Fix {
            title: format!(
                "Move to {}: image, builder and paths of Python {}",
                self.image, self.new
            ),
            edits: self.edits,
            applicability: Applicability::Unsafe(format!(
                "the service and its packages have to run on Python {} and another Debian; prove it with --prove=run",
                self.new
            )),
            note: None,
            leaves: self.touched.iter().map(|one| one.keyword).collect(),
            touches: self.touched.iter().map(|one| one.index()).collect(),
            adds_stage: None,
        })
    }
}
