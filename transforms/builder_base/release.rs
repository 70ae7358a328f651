//! What ties a stage to the release of Debian that its image happens to have today.

use super::apt;
use super::family::{BuilderStep, Family, says};

/// Libraries whose file names are the same in Debian 12 and 13.
const STEADY_LIBRARIES: &str = "ld-linux libX11 libXau libXdmcp libXext libXmu libXrender libXt libbrotlicommon libbrotlidec libbsd libbz2 libc \
    libcap libcom_err libcrypt libcrypto libcurl libdl libexpat libffi libgcc_s libgmp libgssapi_krb5 libidn2 libjq libk5crypto libkrb5 liblzma \
    libm libmd libncurses libncursesw libnghttp2 libnsl libonig libpq libpthread libreadline libresolv librt libselinux libsodium libsqlite3 \
    libssl libstdc++ libsystemd libtinfo libuuid libwayland libxcb libz libzmq libzstd";

/// Packages with a number in their names that Debian 12 and 13 both have.
const STEADY_PACKAGES: &str = "apache2-utils bzip2 gnupg2 iproute2 libbz2-dev libcairo2 libcairo2-dev libcurl4-openssl-dev libffi8 libgl1 libgomp1 \
    libkrb5-dev libldap2-dev libpcre2-dev libpq5 libsasl2-dev libsecp256k1-dev libsm6 libsqlite3-0 libsqlite3-dev libstdc++6 libv4l-dev libxext6 libxml2-dev libxml2-utils \
    libxrender1 libxslt1-dev libxslt1.1 libzmq3-dev p7zip-full python3 sqlite3 x11-utils x11-xserver-utils xfce4 xfce4-goodies zlib1g zlib1g-dev";

/// Why a change from Debian 13 to 12 may break the stage, or the copies that are taken from it.
pub(super) fn ties(family: &Family<'_>) -> Option<String> {
    if let Some(one) = family.body().find(|one| says(*one).contains("trixie")) {
        return Some(format!("line {} names another release", family.line(one)));
    }
    let steps = match family.commands() {
        Ok(steps) => steps,
        Err(run) => return Some(format!("the RUN at line {} is not understood", family.line(run))),
    };
    let package = |step: &BuilderStep<'_>| Some(format!("line {} {}", family.line(step.run), package(step)?));
    steps.iter().find_map(package).or_else(|| library(family))
}

/// What a step installs that another release may not have.
fn package(step: &BuilderStep<'_>) -> Option<String> {
    let installed = match apt::installed(step) {
        Ok(installed) => installed,
        Err(unknown) => return Some(format!("{unknown}: another release may not have it")),
    };
    if installed.iter().any(|package| package.contains('=')) {
        return Some("pins the version of a package, which another release does not have".into());
    }
    let is_tied = |name: &&str| {
        let own = name.strip_prefix("python3-").unwrap_or(name);
        own.contains(|c: char| c.is_ascii_digit()) && !STEADY_PACKAGES.split_whitespace().any(|steady| steady == own)
    };
    let tied = installed.iter().map(|package| apt::name(package)).find(is_tied)?;
    Some(format!(
        "installs {tied}, whose name has a version in it that another release may not have"
    ))
}

/// A copied library whose file name may be another one in another release.
fn library(family: &Family<'_>) -> Option<String> {
    let is_tied = |source: &&String| {
        let file = source.rsplit('/').next().unwrap_or(source);
        let is_steady = |library: &str| {
            file.strip_prefix(library)
                .is_some_and(|rest| rest.starts_with(['.', '-', '*']))
        };
        file.contains(".so.") && !STEADY_LIBRARIES.split_whitespace().any(is_steady)
    };
    family.copies_out().find_map(|(one, copy)| {
        let source = copy.sources.iter().find(is_tied)?;
        let line = family.line(one);
        Some(format!(
            "line {line} copies {source}, which may have another name in another release"
        ))
    })
}
