//! What a health check does, told from its syntax tree.
//!
//! ```text
//! source (parse, within limits) → survey (which calls use the network, which of them have a time limit)
//!    → flow (how the script ends when such a call fails) → rewrite (one step towards the house pattern)
//! ```

mod attempt;
pub(super) mod catalog;
pub(super) mod command;
mod eval;
pub(super) mod flow;
pub(super) mod names;
pub(super) mod rewrite;
mod sockets;
pub(super) mod source;
pub(super) mod survey;
