//! uv's own images, each with a Python of its own: `ghcr.io/astral-sh/uv:python3.11-bookworm-slim`.

use super::house::House;
use crate::dockerfile::image::ImageReference;

/// The tag of uv's image with the house's Python and release, where `image` is one of uv's.
pub(super) fn wanted_tag(image: &ImageReference, house: &House) -> Option<String> {
    let is_uv = image.name.ends_with("astral-sh/uv");
    is_uv.then(|| format!("python{}-{}-slim", house.minor, house.debian.name))
}

/// Whether `image` is one of uv's, with the house's Python and release. uv's own version stands before them.
pub(super) fn conforms(image: &ImageReference, house: &House) -> bool {
    let (Some(wanted), Some(tag)) = (wanted_tag(image, house), &image.tag) else {
        return false;
    };
    let own = tag.find("python").map_or("", |at| &tag[at..]);
    own == wanted || Some(own) == wanted.strip_suffix("-slim")
}
