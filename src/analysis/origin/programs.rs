//! The programs that a RUN may call, by what they do to the files of a service.

use std::collections::HashMap;
use std::sync::LazyLock;

/// What a program does to files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Program {
    /// It changes none, or only their mode and owner, or makes directories.
    Harmless,
    /// It installs what a distribution has, into the system's own directories.
    Manager,
    /// It installs Python packages.
    Installer,
    /// It changes what its arguments name, and nothing else.
    Changer,
    /// It runs what is written elsewhere, which may change anything.
    Runner,
}

const KINDS: [(Program, &str); 5] = [
    (
        Program::Harmless,
        ": [ [[ true false test echo printf ls cat head tail grep egrep fgrep wc stat file which type command printenv export set unset umask \
         sleep date pwd id whoami uname hash ulimit exit shift return cd pushd popd mkdir chmod chown chgrp useradd adduser usermod groupadd \
         addgroup passwd getent du df diff cmp md5sum sha256sum sha512sum basename dirname readlink realpath expr sort uniq cut tr ldd nproc \
         local declare dpkg-architecture wait shopt break continue readonly typeset \
         dpkg-query apt-cache apt-config getconf",
    ),
    (
        Program::Manager,
        "apt-get apt apt-mark apk dpkg dpkg-reconfigure yum dnf microdnf rpm ldconfig locale-gen localedef update-ca-certificates \
         update-alternatives",
    ),
    (Program::Installer, "uv poetry pdm pipenv pipx conda mamba"),
    (
        Program::Changer,
        "touch sed rm mv rsync rename truncate tee dd shred unlink rmdir virtualenv curl wget dos2unix 2to3 black isort autopep8 yapf",
    ),
    (Program::Runner, "eval trap"),
];

static PROGRAMS: LazyLock<HashMap<&str, Program>> = LazyLock::new(|| {
    let named = |(kind, names): &(Program, &'static str)| {
        let kind = *kind;
        names.split_ascii_whitespace().map(move |name| (name, kind))
    };
    KINDS.iter().flat_map(named).collect()
});

/// Whether a program changes nothing but what its arguments name, and runs no other.
pub(crate) fn changes_only_what_it_names(name: &str) -> bool {
    kind(name).is_some_and(|kind| kind != Program::Runner)
}

/// What a program does to files, by its name; `None` where that is not known.
pub(super) fn kind(name: &str) -> Option<Program> {
    PROGRAMS.get(name).copied()
}
