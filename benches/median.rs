//! What criterion measured.

use std::path::Path;

/// The median that criterion left behind for a step, in nanoseconds; `None` for one that the command line left out.
pub fn median(directory: &Path, title: &str, name: &str) -> Option<f64> {
    let estimates = std::fs::read(directory.join(title).join(name).join("new/estimates.json")).ok()?;
    let estimates: serde_json::Value = serde_json::from_slice(&estimates).ok()?;
    estimates["median"]["point_estimate"].as_f64()
}
