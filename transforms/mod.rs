//! The transforms, in the order in which they run. A ninth is one folder and one line here.

use crate::transform::Transform;

mod builder_base;
mod platform_flag;

/// The passes in order; a later one sees the text that the earlier ones left.
pub fn all() -> &'static [&'static dyn Transform] {
    &[&builder_base::BuilderBase, &platform_flag::PlatformFlag]
}
