//! What a service loads at every start, as far as the COPYs and the build context show.

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use ruff_python_ast::PythonVersion;

use super::service::{Service, service};
use super::sources::SourceFile;
use super::{Analysis, Role, Stage, sys_path};
use crate::dockerfile::path::join;
use crate::python::imports::{self, Files, Loaded, Module};
use crate::python::parse::{self, PythonTree};
use crate::python::stdlib;

/// So many files of a service are looked at for what they say.
const MOST_FILES: usize = 400;

/// What lets Python find modules elsewhere than the directories of its path show.
const SEARCH: [&str; 5] = [
    "sys.path",
    "sys.modules",
    "sys.meta_path",
    "import site",
    "from sys import",
];

/// Distributions and the module of each, where the names differ.
const MODULES: [(&str, &str); 20] = [
    ("attrs", "attr"),
    ("beautifulsoup4", "bs4"),
    ("djangorestframework", "rest_framework"),
    ("faiss-cpu", "faiss"),
    ("gitpython", "git"),
    ("grpcio", "grpc"),
    ("kafka-python", "kafka"),
    ("mysqlclient", "MySQLdb"),
    ("opencv-python-headless", "cv2"),
    ("pillow", "PIL"),
    ("psycopg2-binary", "psycopg2"),
    ("pycryptodome", "Crypto"),
    ("pyjwt", "jwt"),
    ("pymupdf", "fitz"),
    ("pyserial", "serial"),
    ("python-dateutil", "dateutil"),
    ("python-dotenv", "dotenv"),
    ("pyyaml", "yaml"),
    ("pyzmq", "zmq"),
    ("scikit-learn", "sklearn"),
];

/// The files of a stage, less those that a RUN of unknown effect may have changed, and those that git ignores.
struct StageFiles<'a>(Stage<'a>);

impl Files for StageFiles<'_> {
    fn read(&self, path: &str) -> Option<Option<Arc<str>>> {
        let file = self.0.source_of(path).filter(|_| self.0.is_in_every_checkout(path))?;
        let has_extension = self.has_extension_module(&file);
        Some(file.source.filter(|_| !has_extension))
    }

    fn names(&self, directory: &str) -> Rc<BTreeSet<String>> {
        self.0.names_in(directory)
    }

    fn tree(&self, text: &Arc<str>, version: PythonVersion) -> Option<Rc<PythonTree>> {
        self.0.analysis().python_tree(text, version)
    }
}

impl StageFiles<'_> {
    /// Whether an extension module of the same name lies beside a source: Python imports that instead.
    fn has_extension_module(&self, file: &SourceFile) -> bool {
        let (directory, _) = file.path.rsplit_once('/').unwrap_or_default();
        let is_extension = |other: &String| other.ends_with(".so") && other.split('.').next() == Some(file.stem());
        self.0.names_in(directory).iter().any(is_extension)
    }
}

impl Analysis<'_> {
    /// The tree of a Python file; `None` if this version refuses it.
    pub fn python_tree(self, text: &Arc<str>, version: PythonVersion) -> Option<Rc<PythonTree>> {
        let key = (Arc::clone(text), version.minor);
        let trees = &self.dockerfile.memo.trees;
        trees.recall(key, None, || parse::parse(text, version).ok().map(Rc::new))
    }
}

impl Stage<'_> {
    /// The version of the Python that its runtime image has.
    pub fn python_version(self) -> PythonVersion {
        parse::version(self.image().oldest_python())
    }

    /// What a service loads: `entrypoint` is its file, and `name` the module of `-m`. `None` when that is too much, or not known.
    pub fn loaded(self, service: &Service, entrypoint: &SourceFile, name: Option<&str>) -> Option<Loaded> {
        let roots = sys_path::roots(self, service)?;
        imports::load(&entrypoint.path, name, &roots, &StageFiles(self), self.python_version())
    }

    /// The Python files in the directories that its command looks for modules in, and below them, loaded or not.
    pub fn service_files(self) -> Rc<[SourceFile]> {
        let find = || {
            let roots = service(self).and_then(|service| sys_path::roots(self, &service));
            let files = |root: &String| {
                let below = self.original_sources_below(root, MOST_FILES);
                below.unwrap_or_else(|| self.sources_beside(root))
            };
            roots.unwrap_or_default().iter().flat_map(files).collect()
        };
        let known = &self.analysis().dockerfile.memo.files;
        known.recall(self.index(), Rc::default(), find)
    }

    /// Whether a file of a service takes the place of a module of the standard library.
    pub fn hides_the_standard_library(self, service: &Service) -> bool {
        let hides = |root: &String, name: &String| {
            let module = name.strip_suffix(".py").unwrap_or(name);
            let inner = if module == name { "/__init__.py" } else { "" };
            stdlib::is_reserved(module) && self.likely_source(&format!("{}{inner}", join(root, name))).is_some()
        };
        let roots = sys_path::roots(self, service).unwrap_or_default();
        roots
            .iter()
            .any(|root| self.names_in(root).iter().any(|name| hides(root, name)))
    }

    /// The packages that every start of a service loads and that a builder declares, where the image's own Python looks for them in the
    /// ordinary way: of packages in several directories, one may say where the others are.
    pub fn packages(self, service: &Service, loaded: &Loaded) -> Vec<String> {
        let is_own = service
            .interpreter(self)
            .is_ok_and(|path| path == self.image().interpreter());
        let searches = |text: &str| SEARCH.iter().any(|name| text.contains(name));
        let is_ordinary = |module: &Module| module.source.as_deref().is_some_and(|source| !searches(source));
        if loaded.packages.is_empty() || !is_own || !loaded.modules.iter().all(is_ordinary) {
            return Vec::new();
        }
        let builders = self.analysis().stages_with_role(Role::Builder);
        if builders.clone().any(|builder| builder.pip_places().len() > 1) {
            return Vec::new();
        }
        let distributions: BTreeSet<String> = builders.flat_map(Stage::distributions).collect();
        let packages = loaded.packages.iter();
        packages
            .filter(|package| brings(&distributions, package))
            .cloned()
            .collect()
    }
}

/// Whether one of some distributions is known to bring a module.
pub(super) fn brings(distributions: &BTreeSet<String>, module: &str) -> bool {
    let by_other_name = MODULES.iter().filter(|(_, brought)| *brought == module);
    let own_name = module.to_ascii_lowercase().replace('_', "-");
    distributions.contains(&own_name) || by_other_name.into_iter().any(|(name, _)| distributions.contains(*name))
}
