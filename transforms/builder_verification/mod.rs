//! LF008: a builder stage has a RUN that proves that Python runs and the sources compile.

use crate::analysis::command_line::is_python;
use crate::analysis::{Instruction, Role, Stage, service};
use crate::dockerfile::document::Keyword;
use crate::dockerfile::shell::SimpleCommand;
use crate::engine::context::RuleContext;
use crate::engine::fix::{Finding, Fix, Remedy};
use crate::engine::requirements::Met;
use crate::engine::rule::{Priority, Requirement, Rule, Transform};
use crate::python::stdlib;

mod packages;
mod python;
mod reader;
mod sources;

static RULE: Rule = Rule {
    code: "LF008",
    name: "builder-verification",
    summary: "a builder stage has a RUN that proves that Python runs and the sources compile",
    page: include_str!("README.md"),
    priority: Priority::Important,
    requirements: &[Requirement::new(11, "builder-verification", "Builder verification")],
};

/// Adds the check to every builder stage that lacks it.
pub(super) struct BuilderVerification;

impl Transform for BuilderVerification {
    fn rule(&self) -> &'static Rule {
        &RULE
    }

    fn applies(&self, context: &RuleContext<'_>) -> bool {
        builders(context).any(|stage| is_verified(stage) || python::is_there(stage.end()))
    }

    /// A check that only looks Python up proves no sources.
    fn meets(&self, context: &RuleContext<'_>, _: &Requirement, found: bool) -> Met {
        let is_lacking = found || builders(context).any(only_looks_python_up);
        match is_lacking {
            true => Met::No,
            false if self.applies(context) => Met::Yes,
            false => Met::NotApplicable,
        }
    }

    fn note(&self, context: &RuleContext<'_>, _: &Requirement) -> Option<String> {
        let note = "a builder is only asked for its Python, since no source and no package in it can be traced: name the build context with \
                    --context, or the files by hand";
        builders(context).any(only_looks_python_up).then(|| note.to_string())
    }

    /// A stage that is built on one that is checked needs no second check: the shared stage comes first.
    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let mut checked: Vec<Stage<'_>> = Vec::new();
        let mut findings = Vec::new();
        for stage in builders(context) {
            let is_shared = !stage.is_copied_from();
            let below = stage.chain().find(|local| checked.contains(local));
            // What one user leaves in /tmp, another cannot write to.
            if below.is_some_and(|below| below.end().user() != stage.end().user()) {
                continue;
            }
            let Some(finding) = check_stage(stage, is_shared || below.is_some()) else {
                continue;
            };
            let is_fix = matches!(finding.remedy, Remedy::Fix(_));
            if is_fix {
                checked.push(stage);
            }
            if is_fix || !is_shared {
                findings.push(finding);
            }
        }
        findings
    }
}

/// The stages that the rule is about: those that something is copied from, and those that they are built on.
fn builders<'a>(context: &RuleContext<'a>) -> impl Iterator<Item = Stage<'a>> {
    context.stages_with_role(Role::Builder)
}

/// What is wrong with a stage. Where `needs_sources`, only one that puts the sources in place itself is of interest.
fn check_stage(stage: Stage<'_>, needs_sources: bool) -> Option<Finding> {
    if !python::is_ever_there(stage) || is_verified(stage) {
        return None;
    }
    let named = sources::named(stage);
    let is_step = |one: &Instruction<'_>| matches!(one.keyword, Keyword::Run | Keyword::Copy | Keyword::Add);
    if needs_sources && !sources::are_put_by(stage, &named) {
        return None;
    }
    let last_step = sources::last_step(stage, &named);
    let anchor = last_step
        .or_else(|| stage.instructions().rev().find(is_step))?
        .last_of_block();
    let lookups = if named.is_empty() {
        packages::lookups(anchor)
    } else {
        Vec::new()
    };
    // Without sources that are known to compile, Python and the packages are all there is to prove.
    let is_proved = |one| {
        if lookups.is_empty() {
            shows_version(one)
        } else {
            asks_for_packages(one)
        }
    };
    if !named.iter().any(|file| file.compiles) && stage.instructions().any(is_proved) {
        return None;
    }
    if !python::is_there(anchor.after()) {
        return None;
    }
    let is_possible = python::is_reachable(anchor.after())
        .and_then(|()| python::is_undisturbed(anchor.after()))
        .and_then(|()| reader::can_check(anchor, &named));
    let remedy = match is_possible {
        Ok(()) => Remedy::Fix(verification(anchor, &named, lookups)),
        Err(advice) => Remedy::Report(advice),
    };
    let message = "no RUN of the builder stage proves that Python runs and the sources compile";
    Some(Finding::at_keyword(stage.from(), message, remedy))
}

/// Whether the only check of a stage is one that looks Python up, and nothing is known that another could name.
fn only_looks_python_up(stage: Stage<'_>) -> bool {
    let has = |is_one: fn(Instruction<'_>) -> bool| stage.end().history().any(is_one);
    let is_more = has(asks_for_packages) || has(looks_for_a_source) || is_verified(stage);
    stage.is_copied_from() && has(shows_version) && !is_more && check_stage(stage, false).is_none()
}

/// Whether a RUN of the stage, or of one below it, is such a check already.
fn is_verified(stage: Stage<'_>) -> bool {
    stage.end().history().any(is_check)
}

/// The check, after the instruction that puts the sources in place, as a fix.
fn verification(anchor: Instruction<'_>, named: &[sources::NamedSource], lookups: Vec<String>) -> Fix {
    let point = anchor.after();
    let heading = match (named.iter().any(|file| file.compiles), lookups.is_empty()) {
        (true, _) => "Verify Python works and the sources compile",
        (false, false) => "Verify Python works and the packages are there",
        (false, true) => "Verify Python works",
    };
    let mut lines = vec!["python3 --version".to_string(), python::finder(point).to_string()];
    lines.extend(named.iter().filter(|file| file.is_entrypoint).map(|file| {
        let test = if file.is_source { "-f" } else { "-e" };
        format!("test {test} {}", shell_quoted(&file.path))
    }));
    let compiled = named.iter().filter(|file| file.compiles);
    lines.extend(compiled.map(|file| compilation(&file.path)));
    lines.extend(lookups);
    // `python3 -m` looks for modules in the working directory first.
    if lines.iter().any(|line| line.contains(" -m ")) && python::is_hidden(point, named) {
        lines.insert(0, "cd /".to_string());
    }
    let fix = Fix::insertion(
        Keyword::Run,
        "Verify Python and the sources in the builder",
        anchor.insert_paragraph_after(&text(anchor, heading, &lines)),
    );
    match service::risk_of_check(anchor.stage(), !named.is_empty()) {
        Some(reason) => fix.unsafe_because(reason),
        None => fix,
    }
}

/// The command that compiles a source.
fn compilation(path: &str) -> String {
    // With PYTHONPYCACHEPREFIX, py_compile fails for a file that is named right below the root.
    let below_root = path.strip_prefix('/').filter(|name| !name.contains('/'));
    let named = below_root.map_or(path.to_string(), |name| format!("/./{name}"));
    format!("python3 -m py_compile {}", shell_quoted(&named))
}

/// Whether a RUN runs `py_compile` or `compileall`, or imports something with `python3 -c`, and fails where that fails.
fn is_check(one: Instruction<'_>) -> bool {
    if one.keyword != Keyword::Run || !one.mentions(&["py_compile", "compileall", "import"]) {
        return false;
    }
    let in_heredoc = one.heredoc_bodies().any(imports);
    // Its options may end it with what fails.
    let has_shell = one.before().history().any(|earlier| earlier.keyword == Keyword::Shell);
    match one.run_commands() {
        Some(commands) => commands.iter().any(|command| {
            let counts = command.is_decisive || has_shell;
            counts && (checks_python(command) || (runs_python(command) && in_heredoc))
        }),
        // Not understood: the words tell.
        None => ["py_compile", "compileall", "-c \"import", "-c 'import"]
            .iter()
            .any(|words| one.text().contains(words)),
    }
}

/// Whether it is a RUN that prints the version of Python.
fn shows_version(one: Instruction<'_>) -> bool {
    let is_version = |word: &str| matches!(word, "--version" | "-V");
    let shows = |command: &SimpleCommand| runs_python(command) && command.arguments().any(is_version);
    one.keyword == Keyword::Run && one.run_commands().is_some_and(|commands| commands.iter().any(shows))
}

/// Whether it is a RUN that fails where a Python file is missing.
fn looks_for_a_source(one: Instruction<'_>) -> bool {
    let looks = |command: &SimpleCommand| {
        matches!(command.program(), "test" | "[") && command.arguments().any(|word| word.ends_with(".py"))
    };
    one.keyword == Keyword::Run && one.run_commands().is_some_and(|commands| commands.iter().any(looks))
}

fn runs_python(command: &SimpleCommand) -> bool {
    command.words.first().is_some_and(|word| is_python(&word.text))
}

fn checks_python(command: &SimpleCommand) -> bool {
    let words: Vec<&str> = command.words.iter().map(|word| word.text.as_str()).collect();
    let compiles = words.iter().any(|word| matches!(*word, "py_compile" | "compileall"));
    let mut pairs = words.windows(2);
    let checks_import = pairs.any(|pair| pair[0] == "-c" && imports(pair[1]));
    let prints = matches!(command.program(), "echo" | "printf");
    // So `find` does not mind what fails.
    let is_ignored = command.program() == "find" && words.contains(&";");
    !prints && !is_ignored && words.iter().any(|word| is_python(word)) && (compiles || checks_import)
}

/// Whether a RUN asks which packages are there.
fn asks_for_packages(one: Instruction<'_>) -> bool {
    one.keyword == Keyword::Run && one.mentions(&["pip show", "pip check", "importlib.metadata"])
}

/// Whether Python code imports anything but the standard library: a check that only looks Python up proves no sources.
fn imports(code: &str) -> bool {
    let mut statements = code.split(['\n', ';']).map(str::trim_start);
    statements.any(|statement| {
        let names = statement
            .strip_prefix("import ")
            .or_else(|| statement.strip_prefix("from "));
        let mut names = names
            .unwrap_or_default()
            .split(" import ")
            .next()
            .unwrap_or_default()
            .split(',');
        names.any(|name| {
            let name = name.trim().split([' ', '.']).next().unwrap_or_default();
            !name.is_empty() && !stdlib::is_reserved(name)
        })
    })
}

fn shell_quoted(path: &str) -> String {
    shlex::try_quote(path).map_or_else(|_| path.to_string(), |quoted| quoted.into_owned())
}

/// The RUN with its comment, a command a line.
fn text(anchor: Instruction<'_>, heading: &str, lines: &[String]) -> String {
    let (newline, indentation) = (anchor.newline(), anchor.indentation());
    let continued = format!(
        " && {}{newline}{indentation}    ",
        anchor.analysis().document().escape()
    );
    let (lines, cache) = (lines.join(&continued), reader::CACHE);
    // A warning may be an error: of an old source, or of pip.
    let warns = anchor.after().scope().known("PYTHONWARNINGS").is_some();
    let quiet = if warns { " PYTHONWARNINGS=ignore" } else { "" };
    format!(
        "{indentation}# {heading}{newline}\
         {indentation}RUN export PYTHONPYCACHEPREFIX={cache}{quiet}{continued}\
         {lines}{continued}\
         echo \"✅ Builder stage verification passed\""
    )
}
