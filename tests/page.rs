//! The HTML report in a real browser: what it shows, sorts, filters and unfolds, and that nothing of a Dockerfile runs in it.
//!
//! Chromium opens the page with a script at its end that acts as a person would and leaves what it saw as the page's text. Where there is
//! no Chromium, the tests are counted as ignored, and a line says so.

#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

#[path = "support/binary.rs"]
mod binary;

use std::fs;
use std::process::{Command, ExitCode};

use binary::{code, err, lucid_fix, out, tree};
use libtest_mimic::{Arguments, Trial};
use serde_json::{Value, json};

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

const SERVICE: &str = "\
FROM gcr.io/distroless/python3-debian12
LABEL a=\"</script><script>ran = 1</script>\" b=\"</pre></details><img src=x onerror=ran=2>\"
CMD [\"python3\", \"/app/<img src=x onerror=ran=3>.py\"]
";

/// What a person would do, in words of the page.
const HANDS: &str = r##"
const bodies = () => [...document.querySelectorAll("#matrix > tbody")].filter((body) => body.getClientRects().length > 0);
const rows = () => bodies().map((body) => Array.from(body.rows[0].cells, (cell) => cell.textContent));
const column = (index) => rows().map((row) => row[index]);
const sort = (name) => [...document.querySelectorAll("#matrix > thead button")].find((button) => button.textContent === name).click();
const choose = (id, value) => {
  const field = document.getElementById(id);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
};
"##;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let browser = NAMES
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok());
    if browser.is_none() {
        eprintln!("page: skipped, nothing is shown: there is no {}", NAMES.join(", no "));
    }
    let trial = |name: &str, test: fn(&Page)| {
        let trial = Trial::test(name, move || {
            test(&Page::new(browser.ok_or("no browser")?));
            Ok(())
        });
        trial.with_ignored_flag(browser.is_none())
    };
    let trials = vec![
        trial("the_matrix_and_the_bars_say_what_the_json_says", numbers),
        trial("columns_sort_in_both_directions", sorting),
        trial("rows_are_found_by_words_and_by_what_is_left", filters),
        trial("a_diff_unfolds_in_place", unfolding),
        trial("a_link_opens_its_file", links),
        trial("repositories_are_sorted_and_found", repositories),
        trial("nothing_of_a_dockerfile_runs", strangers),
    ];
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// A report as it is shown.
struct Page {
    browser: &'static str,
    directory: tempfile::TempDir,
    html: String,
    json: Value,
}

impl Page {
    fn new(browser: &'static str) -> Self {
        let directory = tree(&[
            ("one/.git/HEAD", b""),
            ("one/a/Dockerfile", SERVICE.as_bytes()),
            ("one/b/Dockerfile", b"FROM python:3.12\n"),
            ("two/.git/HEAD", b""),
            ("two/broken/Dockerfile", b"FROM x\nLABEL a=\xe4\n"),
            ("two/<script>ran = 4<x>/Dockerfile", SERVICE.as_bytes()),
            ("two/\"><img src=x onerror=ran=5>/Dockerfile", SERVICE.as_bytes()),
        ]);
        let report = |format| {
            let run = lucid_fix(directory.path(), &["--output-format", format]);
            assert_eq!(code(&run), 2, "{}", err(&run));
            out(&run)
        };
        let (html, json) = (report("html"), serde_json::from_str(&report("json")).unwrap());
        Self {
            browser,
            directory,
            html,
            json,
        }
    }

    /// What these lines of a script, put at the end of the page, return.
    fn see(&self, body: &str) -> Value {
        // Signs that mean something in HTML would come out in other words.
        let script = format!(
            "{HANDS}\nconst seen = JSON.stringify((() => {{ {body} }})());\n\
             const sign = (sign) => `\\\\u${{sign.charCodeAt(0).toString(16).padStart(4, '0')}}`;\n\
             document.body.textContent = seen.replace(/[<>&\\u00a0]/g, sign);"
        );
        let script = format!("<script nonce=\"report\">\n{script}\n</script></body>");
        let html = self.html.replace("</body>", &script);
        let page = self.directory.path().join("page.html");
        fs::write(&page, html).unwrap();
        let output = Command::new(self.browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--timeout=60000",
                "--dump-dom",
            ])
            .arg(format!(
                "--user-data-dir={}",
                self.directory.path().join("profile").display()
            ))
            .arg(format!("file://{}", page.display()))
            .output()
            .unwrap();
        let shown = out(&output);
        let seen = shown
            .split_once("<body>")
            .and_then(|(_, rest)| rest.split_once("</body>"));
        let seen = seen.and_then(|(seen, _)| serde_json::from_str(seen.trim()).ok());
        seen.unwrap_or_else(|| panic!("{shown}\n{}", err(&output)))
    }
}

fn numbers(page: &Page) {
    let files = page.json["files"].as_array().unwrap();
    let rows = files.iter().map(|file| {
        let list = |name: &str| file[name].as_array().unwrap();
        let counted = || list("findings").iter().filter(|finding| finding["counted"] == true);
        let left = counted().filter(|finding| finding["fix"]["applied"] != true).count();
        let mut cells = vec![
            file["path"].clone(),
            file["repository"].clone(),
            json!(counted().count().to_string()),
            json!(left.to_string()),
        ];
        cells.extend(list("requirements").iter().map(standing));
        if list("requirements").is_empty() {
            cells.push(json!("not handled"));
        }
        cells
    });
    assert_eq!(page.see("return rows();"), json!(rows.collect::<Vec<_>>()));

    let bars = page.json["totals"]["requirements"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let number = |name: &str| row[name].as_u64().unwrap();
            let share = |name: &str| match number("applicable") {
                0 => "0%".to_string(),
                all => format!("{:.0}%", 100.0 * number(name) as f64 / all as f64),
            };
            json!([
                row["name"],
                share("before"),
                share("after"),
                number("applicable").to_string()
            ])
        });
    let shown = page.see(
        "return [...document.querySelectorAll('.bars tbody tr')].map((row) => [
           row.cells[0].firstChild.data.trim(),
           ...Array.from(row.querySelectorAll('i'), (bar) => bar.style.width),
           row.cells[row.cells.length - 1].textContent]);",
    );
    assert_eq!(shown, json!(bars.collect::<Vec<_>>()));
}

/// The words of a cell.
fn standing(row: &Value) -> Value {
    let word = |name: &str| row[name].as_str().unwrap().replace('_', " ");
    match (word("before"), word("after")) {
        (before, after) if before == after => json!(after),
        (before, after) if before == "no" && after == "yes" => json!("no, then yes"),
        (before, after) => json!(format!("{before} → {after}")),
    }
}

fn sorting(page: &Page) {
    let seen = page.see(
        "const seen = [];
         for (const name of ['Findings', 'Findings', 'Platform flags', 'File']) { sort(name); seen.push(rows()); }
         const sorted = [...document.querySelectorAll('#matrix [aria-sort]')].map((head) => `${head.textContent} ${head.ariaSort}`);
         return { seen, sorted };",
    );
    let columns = |number: usize, index: usize| -> Vec<String> {
        let rows = seen["seen"][number].as_array().unwrap().iter();
        rows.map(|row| row[index].as_str().unwrap_or_default().to_string())
            .collect()
    };
    let count = |rows: Vec<String>| -> Vec<usize> { rows.iter().map(|cell| cell.parse().unwrap()).collect() };
    assert!(count(columns(0, 2)).is_sorted_by(|a, b| a >= b));
    assert!(count(columns(1, 2)).is_sorted());
    assert_ne!(columns(0, 0), columns(1, 0));
    let flags = columns(2, 8);
    assert_eq!(
        flags,
        ["", "no, then yes", "no, then yes", "no, then yes", "not applicable"]
    );
    assert!(columns(3, 0).is_sorted());
    assert_eq!(seen["sorted"], json!(["File ascending"]));
}

fn filters(page: &Page) {
    let seen = page.see(
        "const seen = [];
         const look = (id, value) => { choose(id, value); seen.push(column(0).length); choose(id, ''); };
         look('find', 'ONE lf010');
         look('find', 'no such word');
         look('show', 'errors');
         look('show', 'diff');
         look('unmet', '1');
         return [seen, rows().length, document.getElementById('count').textContent];",
    );
    assert_eq!(seen, json!([[1, 0, 1, 3, 1], 5, "5 of 5 shown"]));
}

fn unfolding(page: &Page) {
    let seen = page.see(
        "const details = bodies()[0].querySelector('details'), diff = details.querySelector('.diff');
         const closed = diff.checkVisibility();
         details.querySelector('summary').click();
         return [closed, diff.checkVisibility(), diff.textContent];",
    );
    assert_eq!((&seen[0], &seen[1]), (&json!(false), &json!(true)));
    let diff = seen[2].as_str().unwrap();
    assert!(
        diff.contains("\n-CMD [\"python3\", \"/app/<img src=x onerror=ran=3>.py\"]"),
        "{diff}"
    );
}

fn links(page: &Page) {
    let seen = page.see(
        "const opened = () => bodies().filter((body) => body.querySelector('details').open).map((body) => body.id);
         const before = opened();
         choose('find', 'broken');
         bodies()[0].querySelector('a').click();
         dispatchEvent(new HashChangeEvent('hashchange'));
         const link = document.querySelectorAll('#matrix > tbody a')[3];
         location.hash = link.hash;
         dispatchEvent(new HashChangeEvent('hashchange'));
         return [before, opened(), bodies().every((body) => body.id === body.rows[0].cells[0].textContent)];",
    );
    let strange = page.json["files"][3]["path"].clone();
    assert_eq!(seen, json!([[], [strange, "two/broken/Dockerfile"], true]));
}

fn repositories(page: &Page) {
    let seen = page.see(
        "const names = () => [...document.querySelectorAll('#repositories tbody tr')].filter((row) => !row.hidden).map((row) => row.cells[0].textContent);
         const seen = [names()];
         const head = (name) => [...document.querySelectorAll('#repositories thead button')].find((button) => button.textContent === name);
         head('Findings').click(); seen.push(names());
         const field = document.querySelector('[data-table=repositories]');
         field.value = 'TWO'; field.dispatchEvent(new Event('input', { bubbles: true })); seen.push(names());
         return seen;",
    );
    assert_eq!(seen, json!([["one", "two"], ["two", "one"], ["two"]]));
}

fn strangers(page: &Page) {
    let seen = page.see(
        "return [typeof ran, document.querySelectorAll('img, svg, link, iframe').length, document.scripts.length, column(0)];",
    );
    let paths: Vec<&Value> = page.json["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| &file["path"])
        .collect();
    // One script is the page's own, the other this one.
    assert_eq!(seen, json!(["undefined", 0, 2, paths]));
}
