//! Images of a repository that are built on one another: what one sets, the other inherits.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::{Definition, Named, RawDefinition};
use crate::system::read;

/// Whether a build has the service or target of that name as a context.
pub(super) fn takes(raw: &RawDefinition, name: &str) -> bool {
    let mut contexts = raw.named_contexts.values().filter_map(|value| value.split_once(':'));
    contexts.any(|(kind, other)| matches!(kind, "service" | "target") && other == name)
}

/// Finds the images of the repository that a Dockerfile of it is built on.
pub(super) fn find_children(definitions: &mut [Definition]) {
    if definitions.len() < 2 || definitions.iter().all(|one| one.image.is_none()) {
        return;
    }
    let mut bases: HashMap<String, (Arc<Path>, usize)> = HashMap::new();
    for one in definitions.iter() {
        let Named::Path(path) = &one.dockerfile else { continue };
        for image in read::text(path).unwrap_or_default().lines().filter_map(base_image) {
            bases
                .entry(image.to_string())
                .or_insert_with(|| (Arc::clone(&one.file), one.line));
        }
    }
    for one in definitions {
        let image = one.image.as_deref().map(without_latest);
        one.child = one.child.take().or_else(|| bases.get(image?).cloned());
    }
}

/// The image of a line that is a FROM.
fn base_image(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let is_from = words.next()?.eq_ignore_ascii_case("FROM");
    words
        .find(|word| !word.starts_with("--"))
        .filter(|_| is_from)
        .map(without_latest)
}

fn without_latest(image: &str) -> &str {
    image.strip_suffix(":latest").unwrap_or(image)
}
