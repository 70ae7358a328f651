//! lucid-fix brings Dockerfiles of Python services on distroless to one house pattern.
//!
//! ```text
//! discover → read → in scope? (lines alone) → Document::parse → Stages
//!    → for each pass: query → Fixes → apply (disjoint) → parse again → guard
//!    → again until nothing changes
//!    → Outcome → diff | write | report
//! ```

pub mod context;
pub mod dockerfile;
pub mod edit;
pub mod guard;
pub mod outcome;
pub mod pipeline;
pub mod settings;
pub mod transform;
#[path = "../transforms/mod.rs"]
pub mod transforms;
