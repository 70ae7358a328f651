//! What holds for any input. The fuzz targets look for inputs that break it; `tests/fuzzed.rs` replays those that did.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use lucid_fix::{
    BuildContext, Document, Edit, EditSet, EntryKind, FoundFix, Observe, Outcome, Provenance, RULES, Settings, Status,
    UnsafeFixes, VerifyImports, lines, position,
};

/// An input of the engine as a text: letters for the settings on the first line, the Dockerfile, and after each NUL a file of the build
/// context, its path on a line of its own.
pub struct Input {
    settings: Settings,
    dockerfile: String,
    context: MemoryContext,
}

impl Input {
    /// Reads an input. Any text is one.
    pub fn read(text: &str) -> Self {
        let mut parts = text.split('\0');
        let first = parts.next().unwrap_or_default();
        let (letters, dockerfile) = first.split_once('\n').unwrap_or(("", first));
        let has = |letter: char| letters.contains(letter);
        let every = RULES.all().map(|rule| rule.code).collect();
        let mut settings = match has('a') {
            true => Settings::with_rules(every),
            false => RULES.default_settings(),
        };
        settings.observe = if has('o') {
            Observe::Everywhere
        } else {
            Observe::Nowhere
        };
        if has('u') {
            settings.unsafe_fixes = UnsafeFixes::All;
        }
        if has('i') {
            settings.pattern.verify_imports = VerifyImports::Always;
        }
        if has('p') {
            settings.pattern.platform = "linux/amd64".to_string();
        }
        let provenance = match () {
            () if has('k') => Provenance::Unknown(None),
            () if has('g') => Provenance::Guessed { is_obvious: !has('d') },
            () => Provenance::Given,
        };
        let file = |part: &str| {
            let (path, content) = part.split_once('\n').unwrap_or((part, ""));
            let path = path.trim_matches('/');
            let is_path = path.split('/').all(|part| !matches!(part, "" | "." | ".."));
            (is_path && !has('k')).then(|| (path.to_string(), Arc::from(content)))
        };
        Self {
            settings,
            dockerfile: dockerfile.to_string(),
            context: MemoryContext {
                provenance,
                files: parts.filter_map(file).collect(),
            },
        }
    }

    fn process(&self, text: &str) -> Option<Outcome> {
        lucid_fix::process(text.to_string(), &self.settings, RULES, |_| {
            Box::new(self.context.clone())
        })
        .ok()
    }
}

/// A build context in memory.
#[derive(Clone)]
struct MemoryContext {
    provenance: Provenance,
    files: BTreeMap<String, Arc<str>>,
}

impl BuildContext for MemoryContext {
    fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    fn kind(&self, path: &str) -> Option<EntryKind> {
        let below =
            |file: &String| path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        match self.files.contains_key(path) {
            true => Some(EntryKind::File),
            false => self.files.keys().any(below).then_some(EntryKind::Directory),
        }
    }

    fn entries(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let prefix = if directory.is_empty() {
            String::new()
        } else {
            format!("{directory}/")
        };
        let inside = self.files.keys().filter_map(|file| file.strip_prefix(&prefix));
        let mut names: Vec<&str> = inside.filter_map(|rest| rest.split('/').next()).collect();
        names.dedup();
        let kind = |name: &str| Some((name.to_string(), self.kind(&format!("{prefix}{name}"))?));
        names.into_iter().filter_map(kind).collect()
    }

    fn read(&self, path: &str) -> Option<Arc<str>> {
        self.files.get(path).cloned()
    }

    fn dockerfile_directory(&self) -> Option<String> {
        Some("service".to_string())
    }
}

/// The whole engine: no guard failure, comments and all bytes outside the edits kept, and a second run that changes nothing.
pub fn engine(text: &str) {
    let input = Input::read(text);
    let Some(once) = input.process(&input.dockerfile) else {
        return;
    };
    assert!(once.guard_failures.is_empty(), "{:?}", once.guard_failures);
    assert_eq!(once.original, input.dockerfile);
    for found in &once.findings {
        assert_eq!(
            (found.line, found.column),
            position(&once.original, found.at),
            "{}",
            found.message
        );
    }
    if once.text == once.original {
        return;
    }
    bytes_are_kept(&once);
    comments_are_kept(&once);
    let twice = input.process(&once.text);
    assert_eq!(twice.map(|twice| twice.text), Some(once.text));
}

/// A text without what the ranges of `edits` hold.
fn without(text: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.range.start, edit.range.end));
    edits.dedup();
    edits.iter_mut().for_each(|edit| edit.text.clear());
    EditSet::new(edits).expect("the edits are apart").apply(text)
}

/// What no fix wrote is what was there, in its order; and all of it but what the edits replace, where they can be told from the original.
fn bytes_are_kept(outcome: &Outcome) {
    let fixes: Vec<&FoundFix> = outcome
        .findings
        .iter()
        .filter_map(|found| match &found.status {
            Status::Fixed(fix) => Some(fix),
            _ => None,
        })
        .collect();
    let mut wrote: Vec<_> = fixes.iter().flat_map(|fix| fix.wrote.clone()).collect();
    wrote.sort_by_key(|range| (range.start, range.end));
    let mut end = 0;
    for range in &mut wrote {
        // One fix may have written into what another one wrote.
        range.start = range.start.max(end);
        range.end = range.end.max(range.start);
        end = range.end;
    }
    let kept = without(&outcome.text, wrote.into_iter().map(Edit::delete).collect());
    let edits: Option<Vec<Edit>> = fixes
        .iter()
        .map(|fix| fix.edits.clone())
        .collect::<Option<Vec<_>>>()
        .map(|all| all.concat());
    if let Some(edits) = edits {
        assert_eq!(kept, without(&outcome.original, edits), "bytes outside the edits");
    }
    let mut old = outcome.original.chars();
    assert!(
        kept.chars().all(|new| old.any(|old| old == new)),
        "bytes that no fix wrote"
    );
}

/// Every comment line of the original is in the result, but for those that silence nothing.
fn comments_are_kept(outcome: &Outcome) {
    let mut taken_out = outcome.findings.clone();
    taken_out.retain(|found| found.rule.code == "LF000" && matches!(found.status, Status::Fixed(_)));
    let comments = |text: &str, is_original: bool| {
        let document = Document::cut(text.to_string()).expect("it could be cut before");
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (at, comment) in document.comments() {
            if is_original && taken_out.iter().any(|found| found.at == at) {
                continue;
            }
            *counts.entry(comment.to_string()).or_default() += 1;
        }
        counts
    };
    let after = comments(&outcome.text, false);
    for (comment, count) in comments(&outcome.original, true) {
        assert!(
            after.get(&comment).is_some_and(|there| *there >= count),
            "lost: {comment}\n{}",
            outcome.text
        );
    }
}

/// A script as the `-c` of a health check, of the exec form; all that holds for the engine.
pub fn health(script: &str) {
    let array = serde_json::json!(["/usr/bin/python3.11", "-c", script]);
    engine(&format!(
        "u\nFROM gcr.io/distroless/python3-debian12\nHEALTHCHECK --timeout=3s CMD {array}\nCMD [\"/app/main.py\"]\n"
    ));
}

/// The lines of a Dockerfile: the instructions and what is between them are the file, in order; and each joined text leads back to its bytes.
pub fn lines(text: &str) {
    let Ok(lines) = lines::split(text) else { return };
    let mut end = 0;
    for line in &lines.logical {
        assert!(end <= line.range.start && line.range.start <= line.head.start && line.head.end <= line.range.end);
        assert!(line.range.end <= text.len());
        let between = text[end..line.range.start].trim_start_matches('\u{feff}');
        // A continuation at the end of the file is outside.
        assert!(
            between
                .lines()
                .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')),
            "{between:?}"
        );
        for (at, character) in line.text.char_indices() {
            let there = line.original_range(at..at + character.len_utf8());
            assert!(text[there].starts_with(character));
        }
        let mut after = line.head.end;
        for heredoc in &line.heredocs {
            assert!(
                after <= heredoc.body.start
                    && heredoc.body.end <= heredoc.whole.end
                    && heredoc.body.start == heredoc.whole.start
            );
            // In the file, where each of its characters was looked at above, a continuation may stand inside it.
            assert!(line.text[heredoc.mark.clone()].contains("<<"));
            after = heredoc.whole.end;
        }
        end = line.range.end;
    }
    let comments = Document::cut(text.to_string()).expect("it could be cut before");
    for (at, comment) in comments.comments() {
        assert!(text[at..].starts_with(comment) && comment.starts_with('#'));
    }
}

/// `--jsonl`: one answer for every line that is not empty, in order, and a second pass that changes nothing.
pub fn json_lines(input: &[u8]) {
    let answers = answers(input);
    let asked = input
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.trim_ascii().is_empty());
    assert_eq!(answers.len(), asked.clone().count());
    let mut again = Vec::new();
    for (line, answer) in asked.zip(&answers) {
        let question: Option<serde_json::Value> = serde_json::from_slice(line).ok();
        let text = question.as_ref().and_then(|question| question.get("text")?.as_str());
        if let Some(new) = answer["text"].as_str() {
            // What is not UTF-8 may stand in a field that is ignored.
            assert!(text.is_none() || answer["changed"] == serde_json::json!(text != Some(new)));
            again.push(serde_json::json!({"path": answer["path"], "text": new}).to_string());
        } else {
            assert!(answer["error"].is_object() && answer["changed"] == serde_json::json!(false));
        }
        let error = answer["error"]["message"].as_str().unwrap_or_default();
        assert!(!error.contains("internal error"), "{error}");
        assert!(!error.contains(char::is_control), "{error:?}");
    }
    for answer in self::answers(again.join("\n").as_bytes()) {
        assert_eq!(answer["changed"], serde_json::json!(false));
    }
}

fn answers(input: &[u8]) -> Vec<serde_json::Value> {
    let mut output = Vec::new();
    lucid_fix::answer_lines(input, &mut output).expect("memory takes everything");
    let output = String::from_utf8(output).expect("JSON is UTF-8");
    output
        .lines()
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect()
}
