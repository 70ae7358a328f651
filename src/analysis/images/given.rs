//! Whether builds get another image than the one that the Dockerfile's defaults name.

use std::collections::HashMap;

use super::minor_of;
use crate::analysis::{Analysis, Role, Stage};
use crate::context::GivenArgument;
use crate::dockerfile::expansion::expand;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::stages::Base;
use crate::dockerfile::variables::{Value, mentioned};

impl<'a> Analysis<'a> {
    /// Who gives a build argument with which a runtime or builder stage starts from another image, or another variant; and why that
    /// matters.
    pub(crate) fn given_image(self) -> Option<&'a str> {
        let mut stages = self.stages().filter(|stage| stage.role() != Role::Other);
        let find = || {
            stages.find_map(|stage| {
                let mut given = self.context.arguments().iter();
                given.find_map(|given| of_argument(stage.root(), given))
            })
        };
        self.dockerfile.memo.given_image.get_or_init(find).as_deref()
    }
}

fn of_argument(stage: Stage<'_>, given: &GivenArgument) -> Option<String> {
    let (written, analysis) = (stage.image_text(), stage.analysis());
    let names = mentioned(written);
    let Base::Image(default) = stage.base() else {
        return None;
    };
    if !names.contains(&given.name.as_str()) {
        return None;
    }
    let says = |what: &str| {
        let (place, name) = (&given.place, &given.name);
        format!("{place} gives the build argument {name} {what}, and what fits {default} may not fit that")
    };
    let Some(value) = &given.value else {
        // A registry that only the environment knows is none of that.
        let last = written.rsplit('/').next().unwrap_or(written);
        let is_of_name = mentioned(last).contains(&given.name.as_str());
        return is_of_name.then(|| says("the value that the environment has"));
    };
    let defaults = names
        .into_iter()
        .filter_map(|name| Some((name, analysis.global_arg(name)?.default?)));
    let mut values: HashMap<&str, Value> = defaults
        .map(|(name, default)| (name, Value::Known(default.to_string())))
        .collect();
    values.insert(&given.name, Value::Known(value.clone()));
    let image = expand(written, analysis.document().escape(), |name| values.get(name))?;
    let image = ImageReference::parse(&image)?;
    let differs = kind(&image) != kind(default);
    differs.then(|| says(&format!("a value with which the image is {image}")))
}

/// The name without its registry, the version in the tag, and whether it has busybox.
fn kind(image: &ImageReference) -> (Option<&str>, Option<&str>, bool) {
    let tag = image.effective_tag().unwrap_or_default();
    (image.name.rsplit('/').next(), minor_of(tag), tag.contains("debug"))
}
