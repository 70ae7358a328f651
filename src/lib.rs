//! lucid-fix brings Dockerfiles of Python services on distroless to one house pattern.
//!
//! The layers, lowest first; a module uses only modules on its own line or above it (`tests/layers.rs` checks that):
//!
//! ```text
//! text problem edit     positions and quoting · what went wrong, where, what to do · edits and the source map
//! system                files, temporary files, interrupts and panics
//! dockerfile python     what BuildKit reads · what CPython reads
//! context               the build context: where it is, and what it contains
//! analysis              what a Dockerfile means for a Python service: stages, images, interpreters, where files come from
//! engine                rules, fixes, the rounds to the fixed point, the guard, the outcome
//! transforms            one directory per rule
//! config discover prove settings files · which files · real builds of both texts
//! report                every output format
//! run                   the command line, and files through the engine into one report
//! ```
//!
//! The data flow for one file:
//!
//! ```text
//! discover → read → prefilter (lines alone) → Document → Stages → analysis
//!    → for each rule: query → Fixes → apply (disjoint) → guard
//!    → again until nothing changes
//!    → Outcome → (with --prove: builds of both texts) → diff | write | report
//! ```

// What is public by mistake is found here, and what is dead by the compiler.
#![warn(unreachable_pub)]

mod analysis;
mod config;
mod context;
mod discover;
mod dockerfile;
mod edit;
mod engine;
mod problem;
mod prove;
mod python;
mod report;
mod run;
mod system;
mod text;
#[path = "../transforms/mod.rs"]
mod transforms;

// The program.
pub use run::cli::Cli;
pub use run::jsonl::answer_lines;
pub use run::run;
pub use system::panics::install_hook;

// One Dockerfile through the engine.
pub use config::read_settings;
pub use context::{
    BuildContext, BuildDefinitions, DiskContext, EntryKind, GivenArgument, GivenTarget, ImageUses, Needs, Place,
    Provenance, UnknownContext, locate,
};
pub use engine::fix::Applicability;
pub use engine::outcome::{Found, FoundFix, GuardFailure, Observed, Outcome, Status};
pub use engine::process::process;
pub use engine::requirements::{Met, Standing};
pub use engine::settings::{Observe, Settings, UnsafeFixes};
pub use problem::Problem;
pub use transforms::RULES;

// What rules and passes are made of.
pub use analysis::pattern::{HousePattern, VerifyImports};
pub use engine::context::RuleContext;
pub use engine::fix::{AddedStage, Finding, Fix, Remedy};
pub use engine::rule::{Priority, Requirement, Rule, Transform};
pub use engine::rules::Rules;

// Parts that tests and benchmarks look at by themselves.
pub use analysis::{Analysis, Dockerfile, Instruction, NodeMatch, Point, Role, Stage, prefilter};
pub use discover::is_dockerfile;
pub use dockerfile::document::{Document, Keyword, ParsedInstruction};
pub use dockerfile::grammar::NodeQuery;
pub use dockerfile::{lines, shell, variables};
pub use edit::{Edit, EditSet};
pub use report::diff::write_diff;
pub use report::json::Line;
pub use report::model::{EditRecord, FileRecord};
pub use system::paths::Shown;
pub use text::position;
