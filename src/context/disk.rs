//! The build context of a Dockerfile on the disk, as far as it is known.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::provenance::{BuildInputs, GivenArgument, GivenTarget, ImageUses, Provenance};
use super::root::Root;
use super::{BuildContext, EntryKind, repository};
use crate::system::exclude::Exclude;
use crate::system::read::reason;

/// What is to be said of a build context when its files do not matter any more.
#[derive(Debug, Clone)]
pub struct Located {
    /// The directory, without symbolic links, if it is known.
    pub directory: Option<PathBuf>,
    /// Why it is that directory, or why it is not known.
    pub provenance: Provenance,
    /// What else a build has.
    pub inputs: BuildInputs,
    trouble: Arc<OnceLock<String>>,
}

impl Located {
    /// What could not be looked at so far, and why: what was told of the files may be wrong.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.get().map(String::as_str)
    }
}

/// The files that lie in a directory, as a build from there would see them.
#[derive(Debug)]
pub struct DiskContext {
    root: Option<Root>,
    /// See [`Located::trouble`].
    trouble: Arc<OnceLock<String>>,
    provenance: Provenance,
    named_contexts: Vec<String>,
    arguments: Vec<GivenArgument>,
    targets: Vec<GivenTarget>,
    inputs: BuildInputs,
    uses: ImageUses,
    dockerfile: PathBuf,
    /// Whether the Dockerfile lies on this disk, so that what is around it tells of it.
    is_on_disk: bool,
}

impl DiskContext {
    /// The context in `root` for the given Dockerfile, as `provenance` has it. It is unknown when `root` or its `.dockerignore` cannot be
    /// read.
    pub fn new(root: &Path, provenance: Provenance, dockerfile: &Path, exclude: Arc<[Exclude]>) -> Self {
        let opened = root.canonicalize().map_err(|error| reason(&error));
        match opened.and_then(|real| Root::open(real, dockerfile, exclude)) {
            Ok(root) => Self::of_root(root, provenance, dockerfile),
            Err(why) => Self::unreadable(dockerfile, why),
        }
    }

    /// A Dockerfile on this disk whose context cannot be read, and why.
    pub(super) fn unreadable(dockerfile: &Path, why: String) -> Self {
        Self {
            trouble: Arc::new(OnceLock::from(why.clone())),
            ..Self::not_found(dockerfile, why)
        }
    }

    /// The context in a directory that was opened for the given Dockerfile.
    pub(super) fn of_root(root: Root, provenance: Provenance, dockerfile: &Path) -> Self {
        Self {
            trouble: Arc::clone(&root.trouble),
            root: Some(root),
            provenance,
            is_on_disk: true,
            ..Self::unknown(dockerfile)
        }
    }

    /// A Dockerfile on this disk whose context is unknown, and why.
    pub fn not_found(dockerfile: &Path, why: String) -> Self {
        Self {
            provenance: Provenance::Unknown(Some(why)),
            is_on_disk: true,
            ..Self::unknown(dockerfile)
        }
    }

    /// A Dockerfile of which no more is known than its path, which need not be one of this disk.
    pub fn unknown(dockerfile: &Path) -> Self {
        Self {
            root: None,
            trouble: Arc::default(),
            provenance: Provenance::Unknown(None),
            named_contexts: Vec::new(),
            arguments: Vec::new(),
            targets: Vec::new(),
            inputs: BuildInputs::default(),
            uses: ImageUses::default(),
            dockerfile: dockerfile.to_path_buf(),
            is_on_disk: false,
        }
    }

    /// The same guess where another directory could be it as well.
    pub(super) fn or_another(self) -> Self {
        Self {
            provenance: Provenance::Guessed { is_obvious: false },
            ..self
        }
    }

    /// The same context where its files are not known, and why.
    pub(crate) fn without_files(self, why: String) -> Self {
        Self {
            root: None,
            provenance: Provenance::Unknown(Some(why)),
            ..self
        }
    }

    /// The same context with what is written down of its builds, and of how its image is used.
    pub(super) fn with_inputs(
        self,
        named_contexts: Vec<String>,
        (arguments, targets): (Vec<GivenArgument>, Vec<GivenTarget>),
        inputs: BuildInputs,
        uses: ImageUses,
    ) -> Self {
        Self {
            named_contexts,
            arguments,
            targets,
            inputs,
            uses,
            ..self
        }
    }

    /// Where it is, and why.
    pub fn located(&self) -> Located {
        Located {
            directory: self.root.as_ref().map(|root| root.path.clone()),
            provenance: self.provenance.clone(),
            inputs: self.inputs.clone(),
            trouble: Arc::clone(&self.trouble),
        }
    }
}

impl BuildContext for DiskContext {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn named_contexts(&self) -> &[String] {
        &self.named_contexts
    }

    fn arguments(&self) -> &[GivenArgument] {
        &self.arguments
    }

    fn targets(&self) -> &[GivenTarget] {
        &self.targets
    }

    fn uses(&self) -> &ImageUses {
        &self.uses
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        self.root.as_ref()?.kind(&normal(path)?)
    }

    fn entries(&self, directory: &str) -> Vec<(String, EntryKind)> {
        match (&self.root, normal(directory)) {
            (Some(root), Some(directory)) if root.kind(&directory) == Some(EntryKind::Directory) => {
                root.entries(&directory)
            }
            _ => Vec::new(),
        }
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        let (root, path) = (self.root.as_ref()?, normal(path)?);
        (root.kind(&path)? == EntryKind::File).then(|| root.read(path))?
    }

    fn is_left_out_by_git(&self, path: &str) -> bool {
        let is_ignored = |root: &Root| root.is_left_out_by_git(path);
        self.root.as_ref().is_some_and(is_ignored)
    }

    fn dockerfile_directory(&self) -> Option<String> {
        let directory = self.dockerfile.parent()?;
        let origin = if self.is_on_disk {
            repository::name(directory)
        } else {
            None
        };
        origin.or_else(|| Some(directory.file_name()?.to_str()?.to_string()))
    }
}

/// The path without empty and `.` parts; `None` with `..`, which could lead anywhere once links are involved.
fn normal(path: &str) -> Option<String> {
    let parts: Vec<_> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    (!parts.contains(&"..")).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let directory = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = directory.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        directory
    }

    fn context(directory: &tempfile::TempDir) -> DiskContext {
        let dockerfile = directory.path().join("Dockerfile");
        DiskContext::new(directory.path(), Provenance::Given, &dockerfile, Arc::from([]))
    }

    #[test]
    fn files_and_directories_are_there_unless_left_out() {
        let directory = tree(&[
            (".dockerignore", "*\n!app\napp/secret*\n!deep/in/it.py"),
            ("app/main.py", "x = 1\n"),
            ("app/secret.py", ""),
            ("deep/in/it.py", ""),
            ("other/x.py", ""),
        ]);
        let context = context(&directory);
        assert!(context.is_known());
        assert_eq!(context.kind("app/main.py"), Some(EntryKind::File));
        assert_eq!(context.kind("./app/"), Some(EntryKind::Directory));
        assert_eq!(context.kind("app/secret.py"), None);
        assert_eq!(context.kind("deep"), Some(EntryKind::Directory));
        assert_eq!(context.kind("other"), None);
        assert_eq!(
            context.entries(""),
            [
                ("app".into(), EntryKind::Directory),
                ("deep".into(), EntryKind::Directory)
            ]
        );
        assert_eq!(context.entries("app"), [("main.py".into(), EntryKind::File)]);
        assert_eq!(context.read("app/main.py").as_deref(), Some("x = 1\n"));
        assert_eq!(context.read("app/secret.py"), None);
        assert_eq!(context.kind("app/../other"), None);
    }

    #[test]
    fn the_dockerfiles_own_ignore_file_wins_and_excludes_hold_too() {
        let directory = tree(&[
            (".dockerignore", "*"),
            ("Dockerfile.dockerignore", "b.py"),
            ("a.py", ""),
            ("b.py", ""),
            ("c.py", ""),
        ]);
        let exclude = Exclude::new(&directory.path().canonicalize().unwrap(), &["c.py".into()]).unwrap();
        let dockerfile = directory.path().join("Dockerfile");
        let context = DiskContext::new(directory.path(), Provenance::Given, &dockerfile, Arc::from([exclude]));
        assert!(context.kind("a.py").is_some());
        assert!(context.kind("b.py").is_none());
        assert!(context.kind("c.py").is_none());
        let name = directory.path().file_name().unwrap().to_str().unwrap();
        assert_eq!(context.dockerfile_directory().as_deref(), Some(name));
    }

    #[test]
    fn a_directory_is_there_for_what_an_exception_brings_back() {
        let directory = tree(&[
            (".dockerignore", "*\n!lib/x.py\n!sub/x.py"),
            ("lib/x.py", ""),
            ("sub/y.py", ""),
            ("other/x.py", ""),
        ]);
        let context = context(&directory);
        let kinds = ["lib", "sub", "other"].map(|name| context.kind(name));
        assert_eq!(kinds, [Some(EntryKind::Directory), None, None]);
        assert_eq!(context.entries(""), [("lib".to_string(), EntryKind::Directory)]);
    }

    #[cfg(unix)]
    #[test]
    fn links_that_leave_the_context_are_not_there() {
        use std::os::unix::fs::symlink;
        let outside = tree(&[("x.py", "")]);
        let directory = tree(&[
            ("app/real.py", "1"),
            ("lib/far.py", ""),
            (".dockerignore", "hidden.py"),
            ("hidden.py", ""),
        ]);
        let root = directory.path();
        symlink(outside.path().join("x.py"), root.join("app/out.py")).unwrap();
        symlink("real.py", root.join("app/near.py")).unwrap();
        symlink("../lib/far.py", root.join("app/far.py")).unwrap();
        symlink("../hidden.py", root.join("app/hidden.py")).unwrap();
        symlink(".", root.join("app/circle")).unwrap();
        symlink("nowhere", root.join("app/dangling.py")).unwrap();
        let context = context(&directory);
        assert_eq!(context.kind("app/out.py"), None);
        assert_eq!(context.kind("app/hidden.py"), None);
        assert_eq!(context.kind("app/far.py"), Some(EntryKind::File));
        let names: Vec<_> = context.entries("app").into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["near.py", "real.py"]);
    }

    #[test]
    fn a_context_that_cannot_be_read_is_unknown() {
        let directory = tree(&[(".dockerignore/x", "")]);
        let broken = context(&directory);
        assert!(
            !broken.is_known()
                && broken
                    .provenance()
                    .said_unknown()
                    .contains(".dockerignore cannot be read: it is not a regular file")
        );
        let gone = DiskContext::new(
            Path::new("/nowhere/at/all"),
            Provenance::Given,
            Path::new("/nowhere/at/all/Dockerfile"),
            Arc::from([]),
        );
        assert!(!gone.is_known());
        assert_eq!(gone.dockerfile_directory().as_deref(), Some("all"));
        assert_eq!((gone.kind(""), gone.entries("")), (None, vec![]));
    }
}
