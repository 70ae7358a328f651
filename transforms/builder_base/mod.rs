//! LF001: every builder stage starts from the house's Python image.

use std::sync::LazyLock;

use crate::dockerfile::grammar::Pattern;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::stages::{Base, Role};
use crate::transform::{Finding, Fix, Remedy, Rule, Transform, View};

mod apt;
mod change;
mod debian;
mod family;
mod house;
mod minor;
mod python;
mod reference;

use change::Change;
use family::Family;
use house::{House, Start};

static QUERY: LazyLock<Pattern> = LazyLock::new(|| Pattern::new(include_str!("query.scm")));

static RULE: Rule = Rule {
    code: "LF001",
    name: "builder-base",
    summary: "every builder stage starts from python:3.11-slim-bookworm",
    page: include_str!("README.md"),
};

/// The pass.
pub struct BuilderBase;

impl Transform for BuilderBase {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, view: &View<'_>) -> bool {
        view.stages.with_role(Role::Builder).next().is_some()
    }

    fn check(&self, view: &View<'_>) -> Vec<Finding> {
        let builders = view.stages.with_role(Role::Builder);
        builders.filter_map(|stage| check_stage(view, stage)).collect()
    }
}

fn check_stage(view: &View<'_>, stage: usize) -> Option<Finding> {
    let index = view.stages.stages[stage].from;
    let captures = view.document.captures(&QUERY, index);
    let place = captures.iter().find(|captured| captured.name == "image")?;
    let image = match &view.stages.stages[stage].base {
        Base::Image(image) => Some(image.clone()),
        // A registry that only the build knows: what follows it decides.
        Base::Unresolved(text) => text.rsplit_once('/').and_then(|(_, last)| ImageReference::parse(last)),
        _ => return None,
    };
    let wanted = &view.settings.builder_image;
    if image.as_ref().is_some_and(|image| image.to_string() == *wanted) {
        return None;
    }
    let house = House::read(view.settings);
    let start = image
        .as_ref()
        .zip(house.as_ref())
        .map(|(image, house)| house.judge(image));
    let supplies_program = start == Some(Start::Foreign) && !image.as_ref().is_some_and(house::is_distribution);
    if start == Some(Start::Conforms) || (supplies_program && !Family::of(view, stage).speaks_of_python()) {
        return None;
    }
    let remedy = match (image.as_ref().filter(|_| is_resolved(view, stage)), house, start) {
        (Some(image), Some(house), Some(start)) => change_base(view, stage, image, &house, &start),
        (None, _, _) => Err(format!(
            "the image comes from a build argument without a default; give it a default with which the image is {wanted}"
        )),
        _ => Err(format!("start the stage from {wanted} by hand")),
    };
    let shown = image.map_or_else(
        || view.document.text()[place.range.clone()].to_string(),
        |image| image.to_string(),
    );
    Some(Finding {
        instruction: index,
        at: place.range.start,
        message: format!("builder stage starts from {shown}, not {wanted}"),
        remedy: remedy.map_or_else(Remedy::Report, Remedy::Fix),
    })
}

fn is_resolved(view: &View<'_>, stage: usize) -> bool {
    matches!(view.stages.stages[stage].base, Base::Image(_))
}

/// The fix of one stage.
///
/// # Errors
/// Why there is none, and what the person can do.
fn change_base(
    view: &View<'_>,
    stage: usize,
    image: &ImageReference,
    house: &House,
    start: &Start,
) -> Result<Fix, String> {
    let wanted = &view.settings.builder_image;
    let family = Family::of(view, stage);
    let mut change = Change::default();
    let mut version = "";
    match start {
        Start::Foreign => {
            return Err(format!(
                "{image} has other packages and programs than {wanted}, and the stage may need them; build the Python part in a stage of \
                 its own, from {wanted}"
            ));
        }
        _ if image.digest.is_some() => {
            return Err(format!(
                "the digest pins another image; look up the digest of {wanted}, or start from it without one"
            ));
        }
        Start::Python(tag) if tag.minor() == Some(&house.minor) => {
            version = &tag.version;
            python::same_minor(tag, house, &family, &mut change);
        }
        Start::Python(tag) => {
            version = &tag.version;
            nothing_mounts(&family)?;
            python::other_minor(view, tag, house, &family, &mut change)?;
        }
        Start::Debian | Start::OtherRelease => {
            nothing_mounts(&family)?;
            if *start == Start::OtherRelease || !house.is_debians_python() {
                python::runtime_has_house_python(view, house)?;
                change.doubts.push(format!(
                    "{image} has another Python, and packages that may have other names"
                ));
            }
            if house::is_mirrored(image) {
                change
                    .doubts
                    .push("whether that registry has the Python image is not known".into());
            }
            debian::examine(view, &family, &mut change.doubts)?;
            drop_packages(view, &family, &mut change);
        }
        Start::Conforms => {}
    }
    let written = house.in_place_of(image, version);
    change.place(vec![reference::rewrite(view, stage, &image.to_string(), &written)?]);
    Ok(change.into_fix(view, format!("Start the stage from {written}")))
}

/// A RUN that mounts the stage takes from it what the Dockerfile does not show.
fn nothing_mounts(family: &Family<'_>) -> Result<(), String> {
    family.mounted().map_or(Ok(()), |run| {
        Err(format!(
            "the RUN at line {} mounts the stage, and what it takes from there is not known; check it and change the base by hand",
            family.line(run)
        ))
    })
}

/// Takes the packages that the Python image has already out of the apt lists.
fn drop_packages(view: &View<'_>, family: &Family<'_>, change: &mut Change) {
    for (index, _) in family.body() {
        match apt::without_python(view, index) {
            None => {}
            Some(apt::Outcome::Edited(edits)) => change.place(edits.into_iter().map(|edit| (index, edit)).collect()),
            Some(apt::Outcome::Removed(edit)) => change.remove(index, edit),
            Some(apt::Outcome::Stays) => {
                let line = family.line(index);
                change.notes.push(format!(
                    "Debian's python3 stays in the apt list at line {line}; take it out by hand to save 30 MB"
                ));
            }
        }
    }
}
