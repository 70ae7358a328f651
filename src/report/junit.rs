//! JUnit XML: a suite for each file, with a failed test for each finding.

use std::io::{self, Write};

use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::format::Sink;
use super::model::FileRecord;
use super::totals::Totals;

/// The suites, whose numbers come first in the document.
#[derive(Debug, Default)]
pub(super) struct Junit {
    suites: Vec<TestSuite>,
}

impl Sink for Junit {
    fn file(&mut self, _: &mut dyn Write, record: FileRecord) -> io::Result<()> {
        let mut suite = TestSuite::new(record.path.as_str());
        let mut add = |name: String, status: TestCaseStatus| {
            let mut case = TestCase::new(name, status);
            case.set_classname(record.path.as_str());
            suite.add_test_case(case);
        };
        for error in &record.errors {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
            status.set_message(error.message.as_str()).set_type("error");
            add(error.place_in(&"lucid-fix"), status);
        }
        for finding in record.counted().filter(|finding| !record.is_done(finding)) {
            let start = finding.range.start;
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status
                .set_message(finding.message.as_str())
                .set_type(finding.rule.as_str());
            let place = format!("{}:{}:{}", record.path, start.line, start.column);
            status.set_description(format!("{place}: {}", finding.paragraph("")));
            add(
                format!("{} {} at {}:{}", finding.rule, finding.name, start.line, start.column),
                status,
            );
        }
        if suite.test_cases.is_empty() {
            suite.add_test_case(TestCase::new("no findings", TestCaseStatus::success()));
        }
        self.suites.push(suite);
        Ok(())
    }

    fn finish(&mut self, out: &mut dyn Write, _: &Totals) -> io::Result<()> {
        let mut report = Report::new("lucid-fix");
        report.add_test_suites(std::mem::take(&mut self.suites));
        report.serialize(&mut *out).map_err(io::Error::other)?;
        writeln!(out)
    }
}
