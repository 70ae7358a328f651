//! A builder that starts from another of the official Python images.

use super::change::Change;
use super::family::Family;
use super::house::{House, PythonTag};
use super::{minor, release};
use crate::analysis::images::DEBIANS;

const MISSING_IN_SLIM: &str = "the slim image has no gcc, git or headers, which an installation may need";

/// The house's minor on another release, or the full image.
pub(super) fn same_minor(tag: &PythonTag, house: &House, family: &Family<'_>, change: &mut Change<'_>) {
    if !tag.slim {
        change.doubts.push(MISSING_IN_SLIM.into());
    }
    if tag.version.matches('.').count() > 1 && !house.has_patch(&tag.version) {
        change.doubts.push(format!(
            "there is no image of Python {} on {}, so the patch version is no longer pinned",
            tag.version, house.debian.name
        ));
    }
    // A tag that names no release is on the newest one.
    let [newest, before, ..] = &DEBIANS;
    let debian = tag.debian.unwrap_or(newest);
    if tag.debian.is_none() && house.debian == before {
        change.doubts.extend(release::ties(family));
    } else if debian != house.debian {
        change.doubts.push(format!(
            "{} becomes {}, with other versions and names of packages",
            debian.name, house.debian.name
        ));
    }
}

/// Another minor, or one that the tag leaves open.
///
/// # Errors
/// Why it cannot be changed, and what the person can do.
pub(super) fn other_minor<'a>(
    tag: &PythonTag,
    house: &House,
    family: &Family<'a>,
    change: &mut Change<'a>,
) -> Result<(), String> {
    let shown = tag.minor().unwrap_or("the newest one");
    change.doubts.push(format!(
        "Python changes from {shown} to {}, and packages may need the other one",
        house.minor
    ));
    if !tag.slim {
        change.doubts.push(MISSING_IN_SLIM.into());
    }
    change.edits.extend(minor::rename(family, house, &tag.version)?);
    Ok(())
}
