//! Passes that do what a pass must not do: the guard stops each, undoes it, names it, and lets the others go on.

#![allow(clippy::unwrap_used, clippy::panic)]

use lucid_fix::{
    AddedStage, Applicability, Document, Edit, Finding, Fix, Keyword, Outcome, Priority, Remedy, Rule, RuleContext,
    Rules, Settings, Transform, UnknownContext,
};

const TEXT: &str = "FROM debian:12 AS builder\nRUN x\n\nFROM gcr.io/distroless/python3-debian12\nCOPY --from=builder /a /a\nCMD [\"/a\"]\n";

static BAD: Rule = Rule {
    code: "XX001",
    name: "bad",
    summary: "",
    page: "",
    priority: Priority::NiceToHave,
    requirements: &[],
};
static GOOD: Rule = Rule {
    code: "XX002",
    name: "good",
    summary: "",
    page: "",
    priority: Priority::NiceToHave,
    requirements: &[],
};

/// A pass whose fix a function makes; `None` when there is nothing (more) to do.
struct Pass {
    rule: &'static Rule,
    fix: fn(&Document) -> Option<Fix>,
}

impl Transform for Pass {
    fn rule(&self) -> &'static Rule {
        self.rule
    }

    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding> {
        let fix = (self.fix)(context.document());
        let finding = |fix| Finding {
            instruction: 0,
            at: 0,
            message: "found".to_string(),
            remedy: Remedy::Fix(fix),
        };
        fix.map(finding).into_iter().collect()
    }
}

fn fix(edits: Vec<Edit>, touches: Vec<usize>, leaves: Vec<Keyword>) -> Option<Fix> {
    Some(Fix {
        title: "Do it".to_string(),
        edits,
        applicability: Applicability::Safe,
        note: None,
        touches,
        leaves,
        adds_stage: None,
    })
}

fn run(bad: fn(&Document) -> Option<Fix>) -> Outcome {
    let good = Pass {
        rule: &GOOD,
        fix: |document| {
            let run = document
                .instructions()
                .iter()
                .position(|one| one.keyword == Keyword::Run)?;
            let range = document.instructions()[run].range();
            (&document.text()[range.clone()] == "RUN x")
                .then(|| fix(vec![Edit::replace(range, "RUN y")], vec![run], vec![Keyword::Run]))?
        },
    };
    let bad = Pass { rule: &BAD, fix: bad };
    let passes: [&'static dyn Transform; 2] = [Box::leak(Box::new(bad)), Box::leak(Box::new(good))];
    let settings = Settings::with_rules(vec![BAD.code, GOOD.code]);
    lucid_fix::process(TEXT.to_string(), &settings, Rules(Box::leak(Box::new(passes))), |_| {
        Box::new(UnknownContext)
    })
    .unwrap()
}

/// The bad pass is named and undone, and the good one has done its work.
fn assert_stopped(outcome: &Outcome, problem: &str) {
    assert_eq!(outcome.guard_failures.len(), 1, "{:?}", outcome.guard_failures);
    let failure = &outcome.guard_failures[0];
    assert_eq!(failure.code, "XX001");
    assert!(failure.problem.contains(problem), "{}", failure.problem);
    assert_eq!(outcome.text, TEXT.replace("RUN x", "RUN y"));
}

/// The bytes of an instruction.
fn place(document: &Document, keyword: Keyword) -> (usize, std::ops::Range<usize>) {
    let index = document
        .instructions()
        .iter()
        .rposition(|one| one.keyword == keyword)
        .unwrap();
    (index, document.instructions()[index].range())
}

#[test]
fn an_instruction_that_no_fix_names_must_stay() {
    let outcome = run(|document| {
        let (_, range) = place(document, Keyword::Cmd);
        fix(vec![Edit::replace(range, "CMD [\"/b\"]")], vec![0], vec![Keyword::From])
    });
    assert_stopped(&outcome, "although no fix names it");
}

#[test]
fn an_instruction_that_no_fix_announced_must_not_come() {
    let outcome = run(|document| fix(vec![Edit::insert(document.text().len(), "USER 1\n")], vec![], vec![]));
    assert_stopped(&outcome, "that no fix announced");
}

#[test]
fn an_instruction_that_a_fix_announced_must_come() {
    let outcome = run(|document| {
        let (index, range) = place(document, Keyword::Cmd);
        fix(vec![Edit::replace(range, "# gone")], vec![index], vec![Keyword::Cmd])
    });
    assert_stopped(&outcome, "is not in the result");
}

#[test]
fn what_the_grammar_does_not_understand_must_not_come() {
    let outcome = run(|document| {
        let (index, range) = place(document, Keyword::Copy);
        fix(
            vec![Edit::replace(range, "COPY --from=builder /a")],
            vec![index],
            vec![Keyword::Copy],
        )
    });
    assert_stopped(&outcome, "cannot be parsed");
}

#[test]
fn a_copy_must_not_take_its_files_from_another_place() {
    let outcome = run(|document| {
        let (index, range) = place(document, Keyword::Copy);
        fix(
            vec![Edit::replace(range, "COPY --from=redis /a /a")],
            vec![index],
            vec![Keyword::Copy],
        )
    });
    assert_stopped(&outcome, "takes its files from another place");
}

#[test]
fn a_stage_must_keep_its_name() {
    let outcome = run(|document| {
        let range = document.instructions()[0].range();
        fix(
            vec![Edit::replace(range, "FROM debian:12 AS maker")],
            vec![0],
            vec![Keyword::From],
        )
    });
    assert_stopped(&outcome, "another name");
}

#[test]
fn edits_must_not_overlap() {
    let outcome = run(|document| {
        let (index, range) = place(document, Keyword::Cmd);
        fix(
            vec![Edit::delete(range.clone()), Edit::delete(range)],
            vec![index],
            vec![],
        )
    });
    assert_stopped(&outcome, "overlap");
}

#[test]
fn a_fix_must_change_something() {
    let outcome = run(|_| fix(vec![Edit::insert(0, "")], vec![], vec![]));
    assert_stopped(&outcome, "changes nothing");
}

#[test]
fn passes_must_come_to_rest() {
    let outcome = run(|document| fix(vec![Edit::insert(document.text().len(), "# again\n")], vec![], vec![]));
    assert_eq!(outcome.text, TEXT);
    assert!(outcome.guard_failures[0].problem.contains("still changed the file"));
}

/// A fix that names the last stage `second` and adds `final` after it, and announces it as told.
fn adding(document: &Document, name: &str, builder: &str, instructions: &[Keyword]) -> Option<Fix> {
    let (from, range) = place(document, Keyword::From);
    let stage = "\nFROM gcr.io/distroless/python3-debian12 AS final\nCOPY --from=second /a /a\n";
    let edits = vec![
        Edit::insert(range.end, " AS second"),
        Edit::insert(document.text().len(), stage),
    ];
    Some(Fix {
        adds_stage: Some(Box::new(AddedStage {
            rule: "LF010",
            name: Some(name.to_string()),
            builder: builder.to_string(),
            instructions: instructions.to_vec(),
        })),
        ..fix(edits, vec![from], vec![Keyword::From, Keyword::From, Keyword::Copy])?
    })
}

#[test]
fn a_stage_that_is_announced_may_come() {
    let outcome = run(|document| {
        let is_first = !document.text().contains("final");
        is_first.then(|| adding(document, "final", "second", &[Keyword::Copy]))?
    });
    assert!(outcome.guard_failures.is_empty(), "{:?}", outcome.guard_failures);
    assert!(outcome.text.ends_with("COPY --from=second /a /a\n"));
}

#[test]
fn a_stage_must_be_the_one_that_is_announced() {
    let outcome = run(|document| adding(document, "last", "second", &[Keyword::Copy]));
    assert_stopped(&outcome, "not the one that it announced");
    let outcome = run(|document| adding(document, "final", "second", &[]));
    assert_stopped(&outcome, "not the one that it announced");
    let outcome = run(|document| adding(document, "final", "first", &[Keyword::Copy]));
    assert_stopped(&outcome, "another name");
}

#[test]
fn a_stage_must_be_announced() {
    let outcome = run(|document| {
        let unannounced = adding(document, "final", "second", &[Keyword::Copy])?;
        Some(Fix {
            adds_stage: None,
            ..unannounced
        })
    });
    assert_stopped(&outcome, "the number of stages changed");
}
