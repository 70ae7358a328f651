//! lucid-fix brings Dockerfiles of Python services on distroless to one house pattern.
//!
//! ```text
//! discover → read → in scope? (lines alone) → Document::parse → Stages
//!    → for each pass: query → Fixes → apply (disjoint) → parse again → guard
//!    → again until nothing changes
//!    → Outcome → (with --prove: docker builds of both texts) → diff | write | report
//! ```

pub mod baseline;
pub mod cli;
pub mod config;
pub mod context;
pub mod discover;
pub mod dockerfile;
pub mod edit;
pub mod exclude;
pub mod globs;
pub mod guard;
pub mod input;
pub mod interrupt;
pub mod outcome;
pub mod panics;
pub mod paragraph;
pub mod paths;
pub mod pipeline;
pub mod progress;
pub mod prove;
pub mod python;
pub mod report;
pub mod requirements;
pub mod rules;
pub mod run;
pub mod service;
pub mod settings;
pub mod suppress;
pub mod temporary;
pub mod transform;
#[path = "../transforms/mod.rs"]
pub mod transforms;
pub mod work;
pub mod write;
