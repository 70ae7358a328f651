use std::fs;
use std::path::PathBuf;

use super::*;

struct Tree(tempfile::TempDir);

impl Tree {
    fn new(files: &[(&str, &str)]) -> Self {
        let tree = Self(tempfile::tempdir().unwrap());
        for (path, text) in files {
            let path = tree.root().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        tree
    }

    fn root(&self) -> PathBuf {
        self.0.path().canonicalize().unwrap()
    }

    /// The context of a Dockerfile that copies `main.py`, from the root, and why.
    fn located(&self, dockerfile: &str, configured: Option<&str>, refuted: bool) -> (Option<String>, String) {
        let root = self.root();
        let directory = configured.map(|directory| root.join(directory));
        let settings = root.join("lucid-fix.toml");
        let place = Place {
            dockerfile: &root.join(dockerfile),
            given: None,
            configured: directory.as_deref().map(|directory| (directory, settings.as_path(), 7)),
            root: &root,
            exclude: Arc::from([]),
            definitions: &BuildDefinitions::default(),
        };
        let needs = Needs {
            sources: &["main.py".to_string()],
            refutes: &|_| refuted.then(|| "it cannot start".to_string()),
        };
        let context = locate(&place, &needs);
        let inside = |path: &Path| path.strip_prefix(&root).unwrap().display().to_string();
        let why = match context.provenance() {
            Provenance::Given => "given".to_string(),
            Provenance::Written { file, line } => format!("{}:{line}", inside(file)),
            Provenance::Guessed { is_obvious: true } => "obvious".to_string(),
            Provenance::Guessed { is_obvious: false } => "guessed".to_string(),
            Provenance::Unknown(why) => why.clone().unwrap(),
        };
        (context.located().directory.as_deref().map(inside), why)
    }
}

#[test]
fn the_settings_come_before_what_files_define_and_that_before_a_guess() {
    let tree = Tree::new(&[
        ("main.py", ""),
        (
            "compose.yml",
            "services:\n  api:\n    build: {context: src, dockerfile: ../api/Dockerfile}\n",
        ),
        ("src/main.py", ""),
        ("api/Dockerfile", ""),
        ("worker/Dockerfile", ""),
    ]);
    let at = |directory: &str, why: &str| (Some(directory.to_string()), why.to_string());
    assert_eq!(
        tree.located("api/Dockerfile", Some("worker"), true),
        at("worker", "lucid-fix.toml:7")
    );
    assert_eq!(tree.located("api/Dockerfile", None, true), at("src", "compose.yml:3"));
    assert_eq!(tree.located("worker/Dockerfile", None, false), at("", "guessed"));
    assert_eq!(tree.located("Dockerfile", None, false), at("", "obvious"));
    assert_eq!(
        tree.located("Dockerfile", None, true),
        (
            None,
            "the directory . holds all that is copied, but it cannot start".to_string()
        )
    );
}

#[test]
fn the_directory_given_is_not_doubted() {
    let tree = Tree::new(&[("WHICH", "given")]);
    let place = Place {
        dockerfile: Path::new("/elsewhere/Dockerfile"),
        given: Some(&tree.root()),
        configured: None,
        root: &tree.root(),
        exclude: Arc::from([]),
        definitions: &BuildDefinitions::default(),
    };
    let needs = Needs {
        sources: &["missing".to_string()],
        refutes: &|_| Some("never asked".to_string()),
    };
    let context = locate(&place, &needs);
    assert!(context.is_certain());
    assert_eq!(context.read("WHICH").as_deref(), Some("given"));
    assert_eq!(context.dockerfile_directory().as_deref(), Some("elsewhere"));
}
