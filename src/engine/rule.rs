//! What a rule is: its identity and page, and the pass that finds where a Dockerfile departs from it and how to mend it.

use super::context::RuleContext;
use super::fix::Finding;
use super::requirements::Met;
use super::silence;

/// A rule's identity and its page.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The stable code, `LF003`.
    pub code: &'static str,
    /// What people type and read, `python-path`.
    pub name: &'static str,
    /// What conforms, in one line.
    pub summary: &'static str,
    /// The transform's README, shown by `explain`.
    pub page: &'static str,
    /// How urgent it is to follow it.
    pub priority: Priority,
    /// What it brings about of the pattern's thirteen requirements.
    pub requirements: &'static [Requirement],
}

impl Rule {
    /// Where its page is read in a browser.
    pub fn url(&self) -> String {
        let root = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main");
        match *self == silence::RULE {
            true => format!("{root}/src/engine/silence.md"),
            false => format!("{root}/transforms/{}/README.md", self.name.replace('-', "_")),
        }
    }
}

/// How urgent it is to follow a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Priority {
    /// Otherwise the image may not start where it is shipped to.
    Critical,
    /// Otherwise a fault shows late, or does more harm.
    Important,
    /// Otherwise something is harder to understand.
    NiceToHave,
}

/// One of the thirteen requirements of the house pattern.
#[derive(Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its place in every report, from 1.
    pub number: u8,
    /// What machines read, `platform-flags`.
    pub id: &'static str,
    /// What people read.
    pub name: &'static str,
}

impl Requirement {
    /// A requirement by its number, and its names for machines and people.
    pub const fn new(number: u8, id: &'static str, name: &'static str) -> Self {
        Self { number, id, name }
    }
}

/// One rule of the pattern, checked and fixed.
pub trait Transform: Sync {
    /// The rule that this transform brings about.
    fn rule(&self) -> &'static Rule;

    /// Whether it is enabled only where it is selected: nobody could make it quiet with `--write`, or not without unsafe fixes. Reports of
    /// every requirement show what it finds all the same.
    fn is_optional(&self) -> bool {
        false
    }

    /// Whether it also looks at a Dockerfile whose last stage is a `python:*` image: one that has not moved to distroless yet, which
    /// every other rule leaves alone.
    fn sees_unmigrated(&self) -> bool {
        false
    }

    /// Whether the file has anything that the rule is about. Where it has not, a report of every requirement says so: no finding would look
    /// like a requirement that is met.
    fn applies(&self, _context: &RuleContext<'_>) -> bool {
        true
    }

    /// How the file meets one of the rule's requirements; `found` says whether the rule has a finding there.
    fn meets(&self, context: &RuleContext<'_>, _requirement: &Requirement, found: bool) -> Met {
        match found {
            true => Met::No,
            false if self.applies(context) => Met::Yes,
            false => Met::NotApplicable,
        }
    }

    /// What a person should know about one of the rule's requirements, whether it is met or not.
    fn note(&self, _context: &RuleContext<'_>, _requirement: &Requirement) -> Option<String> {
        None
    }

    /// Every place where the document departs from the rule, at most one finding an instruction.
    fn check(&self, context: &RuleContext<'_>) -> Vec<Finding>;
}
