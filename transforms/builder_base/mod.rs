//! LF001: every builder stage starts from the house's Python image.

use std::ops::Range;

use crate::analysis::images::StageImage;
use crate::analysis::patch_version::needs_async_timeout;
use crate::analysis::pip::CONDITION;
use crate::analysis::{Role, Stage};
use crate::dockerfile::grammar::NodeQuery;
use crate::dockerfile::image::ImageReference;
use crate::dockerfile::stages::Base;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::rule::{Priority, Requirement, Rule, Transform};
use crate::text::visible;

mod apt;
mod change;
mod debian;
mod family;
mod house;
mod minor;
mod own_files;
mod pip_scripts;
mod python;
mod reference;
mod release;
mod removal;
mod uv;

use change::BuilderChange;
use family::Family;
use house::{BuilderStart, House};

static QUERY: NodeQuery = NodeQuery::new(include_str!("query.scm"));

const UNKNOWN_PYTHON: &str = "a digest hides it where the name of the runtime image names no Debian; write the name that does, such as \
     gcr.io/distroless/python3-debian13, in its FROM";

static RULE: Rule = Rule {
    code: "LF001",
    name: "builder-base",
    summary: "every builder stage starts from python:3.11-slim-bookworm",
    page: include_str!("README.md"),
    priority: Priority::Critical,
    requirements: &[Requirement::new(6, "builder-base", "Python base in builder")],
};

/// LF001.
pub(super) struct BuilderBase;

impl Transform for BuilderBase {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, context: &RuleContext<'_>) -> bool {
        context.stages_with_role(Role::Builder).next().is_some()
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let builders = context.stages_with_role(Role::Builder);
        builders.filter_map(|stage| check_stage(context, stage)).collect()
    }
}

fn check_stage(context: &RuleContext<'_>, stage: Stage<'_>) -> Option<Finding> {
    let from = stage.from();
    let place = || from.matches(&QUERY).first()?.range("image");
    let image = match stage.base() {
        Base::Image(image) => Some(image.clone()),
        // A registry that only the build knows: what follows it decides.
        Base::Unresolved(text) => text.rsplit_once('/').and_then(|(_, last)| ImageReference::parse(last)),
        _ => return None,
    };
    let may_supply_program = image.as_ref().is_some_and(house::may_supply_program);
    if may_supply_program && !Family::of(context, stage).speaks_of_python() {
        return None;
    }
    let shown = match &image {
        Some(image) => image.to_string(),
        None => from.file_text(place()?).to_string(),
    };
    let found = |message: String, remedy: Remedy| Some(Finding::new(from, place()?.start, message, remedy));
    let runtimes: Vec<StageImage<'_>> = stage.runtimes().map(Stage::image).collect();
    let [runtime] = runtimes[..] else {
        let pythons: Vec<&str> = runtimes.iter().map(|one| one.python().unwrap_or("unknown")).collect();
        return found(
            format!(
                "builder stage feeds runtime images with Python {}",
                pythons.join(" and ")
            ),
            Remedy::Report("packages of one are not right for the other; build for each in a stage of its own".into()),
        );
    };
    let Some(wanted) = runtime.builder().and_then(ImageReference::parse) else {
        return found(
            format!("builder stage starts from {shown}, and which Python the runtime image has is not known"),
            Remedy::Report(UNKNOWN_PYTHON.into()),
        );
    };
    let house = House::read(&wanted);
    let is_resolved = matches!(stage.base(), Base::Image(_)) && !reference::is_unset(stage);
    let start = image.as_ref().map(|image| match &house {
        Some(house) if uv::conforms(image, house) => BuilderStart::Conforms,
        Some(house) => house.judge(image),
        None if image.effective_tag() == wanted.effective_tag() && image.is_from_repository_of(&wanted) => {
            BuilderStart::Conforms
        }
        None => BuilderStart::Foreign,
    });
    // Of an image whose registry only the build knows, that registry is right.
    if start == Some(BuilderStart::Conforms) || (start == Some(BuilderStart::OtherRegistry) && !is_resolved) {
        return None;
    }
    let remedy = match (image.as_ref().filter(|_| is_resolved), house, start) {
        (Some(image), Some(house), Some(start)) => {
            change_base(context, stage, place()?, image, &house, &start).map_err(|reason| match &start {
                // Whatever stands in the way of an edit, this is what has to be mended.
                BuilderStart::Python(tag) => match tag.minor().filter(|minor| *minor != house.minor) {
                    Some(minor) => format!("packages for Python {minor} do not fit {}; {reason}", house.minor),
                    None => reason,
                },
                _ => reason,
            })
        }
        (None, _, _) => Err(format!(
            "the image comes from a build argument without a default; give it a default with which the image is {wanted}"
        )),
        _ => Err(format!("start the stage from {wanted} by hand")),
    };
    found(
        format!("builder stage starts from {shown}, not {wanted}"),
        remedy.map_or_else(Remedy::Report, Remedy::Fix),
    )
}

/// The fix of one stage, whose image is written at `place`.
///
/// # Errors
/// Why there is none, and what the person can do.
fn change_base(
    context: &RuleContext<'_>,
    stage: Stage<'_>,
    place: Range<usize>,
    image: &ImageReference,
    house: &House,
    start: &BuilderStart,
) -> Result<Fix, String> {
    let wanted = &house.image;
    let family = Family::of(context, stage);
    let mut change = BuilderChange::default();
    let mut version = "";
    match start {
        BuilderStart::Foreign => {
            if let Some(tag) = uv::wanted_tag(image, house) {
                return Err(format!(
                    "what uv installs is for the Python that it finds here; start from {}:{tag}, which has the runtime image's",
                    image.name
                ));
            }
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
        BuilderStart::Python(tag) if tag.minor() == Some(&house.minor) => {
            version = &tag.version;
            python::same_minor(tag, house, &family, &mut change);
        }
        BuilderStart::Python(tag) => {
            version = &tag.version;
            nothing_mounts(&family)?;
            python::other_minor(tag, house, &family, &mut change)?;
        }
        BuilderStart::Debian | BuilderStart::OtherRelease => {
            nothing_mounts(&family)?;
            if *start == BuilderStart::OtherRelease || !house.is_debians_python() {
                change.doubts.push(format!(
                    "{image} has another Python, and packages that may have other names"
                ));
            }
            if house.image.registry().is_none() && house::is_mirrored(image) {
                change
                    .doubts
                    .push("whether that registry has the Python image is not known".into());
            }
            debian::examine(&family, &mut change.doubts)?;
            change.doubts.extend(left_out(&family, house));
            change.doubts.extend(built_by_itself(&family));
            removal::drop_packages(&family, &mut change);
        }
        BuilderStart::OtherRegistry => {
            version = image
                .tag
                .as_deref()
                .and_then(|tag| tag.split('-').next())
                .unwrap_or_default();
            if !image.is_official("python") {
                change
                    .doubts
                    .push(format!("what {image} has beyond the official image is not known"));
            } else if version != house.minor {
                change
                    .doubts
                    .push("whether that registry has this patch version is not known".into());
            }
        }
        BuilderStart::Conforms => {}
    }
    let written = house.in_place_of(image, version);
    change
        .edits
        .extend(reference::rewrite(context, stage, place, &image.to_string(), &written)?);
    Ok(change.into_fix(format!("Start the stage from {written}")))
}

/// Why pip may leave out what the runtime's Python needs: that image has a newer patch version.
fn left_out(family: &Family<'_>, house: &House) -> Option<String> {
    let asked: Vec<_> = family.stages.iter().map(|stage| stage.distributions()).collect();
    let names = asked.iter().flatten().map(String::as_str);
    if let Some(name) = needs_async_timeout(names.clone()).filter(|_| house.minor == "3.11") {
        return Some(format!(
            "{name} needs async-timeout on the runtime's Python 3.11.2, and pip leaves it out on the newer one of that image; add async-timeout \
             to the requirements"
        ));
    }
    let conditional = names.clone().find(|name| name.contains(CONDITION))?;
    Some(format!(
        "`{}` depends on the patch version of Python, and that image has a newer one than the runtime",
        visible(conditional)
    ))
}

/// Who builds one of the stages by itself, to run something else in it.
fn built_by_itself(family: &Family<'_>) -> Option<String> {
    let is_own = |name: &str| {
        let mut names = family.stages.iter().filter_map(|stage| stage.name());
        names.any(|own| own.eq_ignore_ascii_case(name))
    };
    let mut targets = family.context.context.targets().iter();
    let target = targets.find(|target| is_own(&target.stage))?;
    let (place, stage) = (&target.place, &target.stage);
    Some(format!(
        "{place} builds the stage {stage} by itself, and what runs in it may name Debian's Python"
    ))
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
