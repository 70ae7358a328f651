//! Places in a text and paths, as the protocol writes them.

use std::path::PathBuf;

use lsp_types::{InitializeParams, Position, PositionEncodingKind, Range, Uri};

use crate::report::model::{PlaceRecord, RangeRecord};
use crate::text::line_start;

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
}

impl Encoding {
    /// Bytes if the client can count them, else what every client can.
    pub(super) fn chosen(params: &InitializeParams) -> Self {
        let general = params.capabilities.general.as_ref();
        let known = general.and_then(|general| general.position_encodings.as_ref());
        match known.is_some_and(|known| known.contains(&PositionEncodingKind::UTF8)) {
            true => Self::Utf8,
            false => Self::Utf16,
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
        }
    }

    pub(super) fn range(self, text: &str, range: &RangeRecord) -> Range {
        Range::new(self.position(text, &range.start), self.position(text, &range.end))
    }

    fn position(self, text: &str, place: &PlaceRecord) -> Position {
        let before = &text[line_start(text, place.byte)..place.byte];
        let column = match self {
            Self::Utf8 => before.len(),
            Self::Utf16 => before.encode_utf16().count(),
        };
        Position::new(place.line as u32 - 1, column as u32)
    }
}

/// The path of a `file:` URI.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    uri.scheme().filter(|scheme| scheme.as_str() == "file")?;
    let decoded = uri.path().as_estr().decode().into_string().ok()?.into_owned();
    // `file:///C:/x` is the path `C:/x`.
    let is_drive = cfg!(windows) && decoded.starts_with('/');
    Some(PathBuf::from(if is_drive { &decoded[1..] } else { &decoded }))
}
