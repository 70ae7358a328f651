//! Why a Dockerfile is not in scope.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::analysis::Analysis;
use crate::dockerfile::stages::Base;

/// Why a Dockerfile is not in scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "image", rename_all = "snake_case")]
pub enum OutOfScope {
    /// No FROM names a distroless Python image.
    NotNamed,
    /// The image of its last stage is another one.
    OtherImage(String),
    /// The image of its last stage has a variable without a default in it.
    UnknownImage(String),
    /// The image of its last stage looks like distroless Python, and no row of the settings is about it.
    LookAlike(String),
    /// The build replaces the image of its last stage.
    NamedContext,
}

impl OutOfScope {
    /// Why a Dockerfile is not in scope that names a distroless Python image, or seems to. An outline will do.
    pub(super) fn of(analysis: Analysis<'_>) -> Self {
        if let Some(image) = analysis.look_alike() {
            return Self::LookAlike(image);
        }
        let last = analysis.stages().next_back();
        match last.map(|stage| (stage.root_base(), stage.root().image_text())) {
            Some((Base::Unresolved(_), written)) => Self::UnknownImage(written.to_string()),
            Some((Base::NamedContext(_), _)) => Self::NamedContext,
            Some((_, written)) => Self::OtherImage(written.to_string()),
            None => Self::NotNamed,
        }
    }

    /// What is the same for all files of the kind, to follow their number.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::NotNamed => "without a distroless Python image",
            Self::OtherImage(_) => "whose last stage is on another image",
            Self::UnknownImage(_) => "whose image only the build knows",
            Self::LookAlike(_) => "on an image that looks like distroless Python",
            Self::NamedContext => "whose image a named context replaces",
        }
    }

    /// Why, and what a person can do if the file should be in scope.
    pub(crate) fn explained(&self) -> String {
        match self {
            Self::NotNamed => "no FROM names a distroless Python image".to_string(),
            Self::OtherImage(image) => format!("its last stage is on {image}, which is not a distroless Python image"),
            Self::UnknownImage(image) => {
                format!("its last stage is on {image}, which only the build knows; give the ARG a default")
            }
            Self::LookAlike(image) => format!(
                "its last stage is on {image}, which looks like distroless Python, but no [[runtime]] row matches it"
            ),
            Self::NamedContext => "a named context of the build replaces the image of its last stage".to_string(),
        }
    }
}
