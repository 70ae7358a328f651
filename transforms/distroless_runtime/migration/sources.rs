//! What the service's own Python files use outside Python: a program that they start must not go unseen.

use super::Candidate;
use super::layout::Layout;
use crate::analysis::origin::Origin;
use crate::context::EntryKind;
use crate::dockerfile::path::join;
use crate::python::parse::version;
use crate::transforms::distroless_runtime::outside::{Outside, uses};

/// So many files and directories are looked at.
const MOST_PLACES: usize = 5_000;

/// Directories that no service loads anything from.
const ASIDE: [&str; 6] = ["__pycache__", "docs", "node_modules", "test", "tests", "venv"];

/// A file that the service writes to, as the sources show it.
pub(super) struct WrittenPlace {
    /// `app/main.py:12`
    pub place: String,
    /// The path, where that is written there.
    pub path: Option<String>,
}

/// What the sources write to; what they use that no distroless image has is added to the reasons.
pub(super) fn survey(candidate: &Candidate<'_>, layout: &Layout, reasons: &mut Vec<String>) -> Vec<WrittenPlace> {
    let mut reader = SourceReader {
        candidate,
        reasons: Vec::new(),
        written: Vec::new(),
        left: MOST_PLACES,
    };
    let mut open: Vec<String> = layout.carried.iter().map(|known| known.path.clone()).collect();
    while let Some(path) = open.pop() {
        if reader.left == 0 {
            reasons.push("the service has too many files to look through".to_string());
            return Vec::new();
        }
        reader.left -= 1;
        open.extend(reader.look(&path));
    }
    reader.reasons.sort();
    reasons.append(&mut reader.reasons);
    reader.written
}

struct SourceReader<'c, 'a> {
    candidate: &'c Candidate<'a>,
    reasons: Vec<String>,
    written: Vec<WrittenPlace>,
    left: usize,
}

impl SourceReader<'_, '_> {
    /// Looks at a file or directory of the stage; what lies in it.
    fn look(&mut self, path: &str) -> Vec<String> {
        let stage = self.candidate.stage;
        let name = path.rsplit('/').next().unwrap_or(path);
        let names = stage.names_in(path);
        if !names.is_empty() {
            let is_counted = |name: &&String| !ASIDE.contains(&name.as_str()) && !name.starts_with('.');
            return names.iter().filter(is_counted).map(|name| join(path, name)).collect();
        }
        let is_test = name.starts_with("test_") || name.ends_with("_test.py");
        if is_test || matches!(name, "conftest.py" | "setup.py" | "noxfile.py") {
            return Vec::new();
        }
        let context = stage.analysis().context;
        let is_python = name.ends_with(".py") || !name.contains('.');
        if let Origin::Context(origin) = stage.end().likely_origin(path)
            && is_python
            && context.kind(&origin) == Some(EntryKind::File)
        {
            match context.read(&origin) {
                Some(text) if name.ends_with(".py") || starts_as_python(&text) => self.read(&origin, &text),
                None if name.ends_with(".py") => self.reasons.push(format!("{origin} cannot be read")),
                _ => {}
            }
        }
        Vec::new()
    }

    fn read(&mut self, origin: &str, text: &str) {
        // Gunicorn's own configuration says which user it becomes.
        let sets_user = |line: &str| {
            line.split_once('=')
                .is_some_and(|(name, _)| matches!(name.trim_end(), "user" | "group"))
        };
        if origin.contains("gunicorn") && text.lines().any(sets_user) {
            self.reasons
                .push(format!("{origin} makes gunicorn another user, which only root may do"));
        }
        if self.candidate.python == "3.11" && text.contains(".extractall(") && text.contains("filter=") {
            self.reasons.push(format!(
                "{origin} gives extractall a filter, which Python has from 3.11.4 on: distroless has 3.11.2"
            ));
        }
        let Ok(found) = uses(text, version(self.candidate.python)) else {
            // What is no Python is not run; what is only too much to look at may be.
            let telling = ["subprocess", "os.system", "os.popen", "os.exec", "ctypes"];
            if telling.iter().any(|word| text.contains(word)) {
                self.reasons
                    .push(format!("{origin} cannot be looked through, and may start programs"));
            }
            return;
        };
        for (line, what) in found {
            let place = format!("{origin}:{line}");
            match what {
                Outside::Program(Some(name)) => self
                    .reasons
                    .push(format!("{place} starts `{name}`, which no distroless image has")),
                Outside::Program(None) => self
                    .reasons
                    .push(format!("{place} starts a program, and no distroless image has one")),
                Outside::Library(name) => self
                    .reasons
                    .push(format!("{place} loads {name}, which a distroless image may not have")),
                Outside::Module(name) => self.reasons.push(format!(
                    "{place} imports {name}, which the Python {} of distroless does not have",
                    self.candidate.python
                )),
                Outside::Account(name) => {
                    let name = name.map_or_else(|| "a user or a group".to_string(), |name| format!("`{name}`"));
                    self.reasons.push(format!(
                        "{place} looks up {name}, which a distroless image may not know"
                    ));
                }
                Outside::Owner(function) => self
                    .reasons
                    .push(format!("{place} calls {function}, which only root may do")),
                Outside::Write(path) => self.written.push(WrittenPlace { place, path }),
            }
        }
    }
}

fn starts_as_python(text: &str) -> bool {
    let first = text.lines().next().unwrap_or_default();
    first.starts_with("#!") && first.contains("python")
}
