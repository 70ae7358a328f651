use super::*;

impl Files for BTreeMap<&str, &str> {
    fn read(&self, path: &str) -> Option<Option<Arc<str>>> {
        self.get(path).map(|text| Some(Arc::from(*text)))
    }

    fn names(&self, directory: &str) -> Rc<BTreeSet<String>> {
        let inner = self
            .keys()
            .filter_map(|file| file.strip_prefix(directory)?.strip_prefix('/'));
        let names = inner.filter_map(|path| path.split('/').next().map(str::to_string));
        Rc::new(names.collect())
    }

    fn tree(&self, text: &Arc<str>, version: PythonVersion) -> Option<Rc<PythonTree>> {
        crate::python::parse::parse(text, version).ok().map(Rc::new)
    }
}

fn loaded(entrypoint: (&str, Option<&str>), files: &[(&str, &str)]) -> Loaded {
    let files: BTreeMap<&str, &str> = files.iter().copied().collect();
    let (path, name) = entrypoint;
    let roots = ["/app".to_string(), "/lib".to_string()];
    load(path, name, &roots, &files, PythonVersion::PY311).unwrap()
}

fn names(loaded: &Loaded, when: When) -> Vec<&str> {
    let modules = loaded.modules.iter().filter(|module| module.when == when);
    modules.map(|module| module.name.as_str()).collect()
}

#[test]
fn where_an_import_stands_says_when_it_runs() {
    let main = "\
import always, json
try:
    import attempted
except ImportError:
    import handler
try:
    import tolerated
except (ImportError, ValueError):
    pass
if True:
    import condition
class C:
    import in_class
def f():
    import never
if __name__ == '__main__':
    import guarded
if TYPE_CHECKING:
    import types_only
";
    let files = [
        ("/app/main.py", main),
        ("/app/always.py", "import flask.app, os\nimport condition_of_always"),
        ("/lib/condition_of_always.py", ""),
        ("/app/attempted.py", "import redis\nimport always\nimport of_attempted"),
        ("/app/of_attempted.py", ""),
        ("/app/handler.py", ""),
        ("/app/tolerated.py", ""),
        ("/app/condition.py", ""),
        ("/app/in_class.py", ""),
        ("/app/never.py", ""),
        ("/app/guarded.py", ""),
        ("/app/types_only.py", ""),
    ];
    let loaded = loaded(("/app/main.py", None), &files);
    assert_eq!(names(&loaded, When::Always), ["main", "always", "condition_of_always"]);
    assert_eq!(names(&loaded, When::Attempted), ["attempted", "of_attempted"]);
    assert_eq!(names(&loaded, When::Tolerated), ["tolerated"]);
    assert_eq!(names(&loaded, When::Perhaps), ["handler", "condition", "in_class"]);
    assert_eq!(loaded.packages, ["flask"]);
}

#[test]
fn packages_are_found_as_python_finds_them() {
    let files = [
        (
            "/app/pkg/__init__.py",
            "from .db import connect\nfrom . import NAME, models",
        ),
        ("/app/pkg/db.py", "from ..outside import x"),
        ("/app/pkg/models.py", "import space.inner\nfrom space import other"),
        ("/app/pkg/serve.py", "from .db import *"),
        ("/app/pkg.py", "import never"),
        ("/app/space/inner.py", ""),
        ("/lib/space/other.py", ""),
    ];
    let loaded = loaded(("/app/pkg/serve.py", Some("pkg.serve")), &files);
    let expected = ["pkg.serve", "pkg", "pkg.db", "pkg.models", "space.inner", "space.other"];
    assert_eq!(names(&loaded, When::Always), expected);
    assert!(loaded.has("space") && loaded.packages.is_empty());
}

#[test]
fn a_script_has_the_name_that_imports_it() {
    let name = |path: &str, others: &[(&str, &str)]| {
        let files = [others, &[(path, "")]].concat();
        loaded((path, None), &files).modules[0].name.clone()
    };
    assert_eq!(name("/app/main.py", &[]), "main");
    assert_eq!(name("/app/main.py", &[("/app/main/__init__.py", "")]), "__main__");
    assert_eq!(name("/app/run.prod.py", &[]), "__main__");
    assert_eq!(name("/app/class.py", &[]), "__main__");
    assert_eq!(name("/elsewhere/main.py", &[]), "__main__");
}

#[test]
fn there_is_a_limit_to_what_is_followed() {
    let modules: Vec<(String, String)> = (0..500)
        .map(|at| (format!("/app/m{at}.py"), format!("import m{}", at + 1)))
        .collect();
    let files: BTreeMap<&str, &str> = modules
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert!(load("/app/m0.py", None, &["/app".to_string()], &files, PythonVersion::PY311).is_none());
}
