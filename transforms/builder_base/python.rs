//! A builder that starts from another of the official Python images.

use super::apt;
use super::change::Change;
use super::family::{Family, says};
use super::house::{House, PythonTag};
use super::minor;
use crate::analysis::images::DEBIANS;

const MISSING_IN_SLIM: &str = "the slim image has no gcc, git or headers, which an installation may need";

/// Libraries whose file names are the same in Debian 12 and 13.
const STEADY_LIBRARIES: [&str; 54] = [
    "ld-linux",
    "libX11",
    "libXau",
    "libXdmcp",
    "libXext",
    "libXmu",
    "libXrender",
    "libXt",
    "libbrotlicommon",
    "libbrotlidec",
    "libbsd",
    "libbz2",
    "libc",
    "libcap",
    "libcom_err",
    "libcrypt",
    "libcrypto",
    "libcurl",
    "libdl",
    "libexpat",
    "libffi",
    "libgcc_s",
    "libgmp",
    "libgssapi_krb5",
    "libidn2",
    "libjq",
    "libk5crypto",
    "libkrb5",
    "liblzma",
    "libm",
    "libmd",
    "libncurses",
    "libncursesw",
    "libnghttp2",
    "libnsl",
    "libonig",
    "libpq",
    "libpthread",
    "libreadline",
    "libresolv",
    "librt",
    "libselinux",
    "libsodium",
    "libsqlite3",
    "libssl",
    "libstdc++",
    "libsystemd",
    "libtinfo",
    "libuuid",
    "libwayland",
    "libxcb",
    "libz",
    "libzmq",
    "libzstd",
];

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
    match tag.debian {
        Some(debian) if debian != house.debian => change.doubts.push(format!(
            "{} becomes {}, with other versions and names of packages",
            debian.name, house.debian.name
        )),
        Some(_) => {}
        // Such a tag is on the newest release.
        None if *house.debian == DEBIANS[0] => {}
        None => change.doubts.extend(tied_to_release(family)),
    }
}

/// What ties a stage to the release that its image happens to have today.
fn tied_to_release(family: &Family<'_>) -> Option<String> {
    let names_release =
        |text: &str| text.contains("trixie") || text.split_whitespace().any(|word| word.ends_with("t64"));
    if let Some(one) = family.body().find(|one| names_release(&says(*one))) {
        return Some(format!("line {} names packages of another release", family.line(one)));
    }
    let steps = family.commands().unwrap_or_default();
    if let Some(step) = steps.iter().find(|step| apt::pins_version(&step.command)) {
        return Some(format!(
            "line {} pins the version of a package, which another release has not",
            family.line(step.run)
        ));
    }
    let is_tied = |source: &&String| {
        let file = source.rsplit('/').next().unwrap_or(source);
        let is_steady = |library: &&str| {
            file.strip_prefix(*library)
                .is_some_and(|rest| rest.starts_with(['.', '-', '*']))
        };
        file.contains(".so.") && !STEADY_LIBRARIES.iter().any(is_steady)
    };
    family.copies_out().find_map(|(one, copy)| {
        let source = copy.sources.iter().find(is_tied)?;
        Some(format!(
            "line {} copies {source}, which may have another name in another release",
            family.line(one)
        ))
    })
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
