//! Places in a text and paths, as the protocol writes them.

use std::path::PathBuf;

use lsp_types::{InitializeParams, Position, PositionEncodingKind, Range, Uri};

use crate::report::model::{PlaceRecord, RangeRecord};

/// What a column counts: bytes if the client can count them, else what every client can.
pub(super) fn encoding(params: &InitializeParams) -> PositionEncodingKind {
    let general = params.capabilities.general.as_ref();
    let known = general.and_then(|general| general.position_encodings.as_ref());
    match known.is_some_and(|known| known.contains(&PositionEncodingKind::UTF8)) {
        true => PositionEncodingKind::UTF8,
        false => PositionEncodingKind::UTF16,
    }
}

pub(super) fn range(text: &str, range: &RangeRecord, encoding: &PositionEncodingKind) -> Range {
    let position = |place: &PlaceRecord| {
        // For the protocol, a carriage return alone ends a line, too.
        let before = &text[..place.byte];
        let is_end = |(at, end): &(usize, &str)| *end == "\n" || !text[at + 1..].starts_with('\n');
        let ends = before.match_indices(['\n', '\r']).filter(is_end);
        let (line, start) = ends.fold((0, 0), |(line, _), (at, _)| (line + 1, at + 1));
        let before = &before[start..];
        let column = match *encoding == PositionEncodingKind::UTF8 {
            true => before.len(),
            false => before.encode_utf16().count(),
        };
        Position::new(line, column as u32)
    };
    Range::new(position(&range.start), position(&range.end))
}

/// The path of a `file:` URI.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    uri.scheme().filter(|scheme| scheme.as_str() == "file")?;
    let decoded = uri.path().as_estr().decode().into_string().ok()?.into_owned();
    // `file:///C:/x` is the path `C:/x`.
    let is_drive = cfg!(windows) && decoded.starts_with('/');
    Some(PathBuf::from(if is_drive { &decoded[1..] } else { &decoded }))
}
