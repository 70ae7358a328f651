//! The house pattern as data: what `lucid-fix.toml` can change, with the defaults of the pattern.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::images::{self, RuntimeImage};

/// How LF006 treats the modules that it finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum VerifyImports {
    /// Import what only defines things, compile the rest.
    #[default]
    Auto,
    /// Import every module that parses.
    Always,
    /// Compile every module, import none.
    Never,
}

/// What conforms.
#[derive(Debug, Clone, PartialEq)]
pub struct HousePattern {
    /// The runtime images: of each, the first row that matches its name counts.
    pub runtimes: Vec<RuntimeImage>,
    /// The runtime image, without a tag, that every file is to ship; `None` where each may ship its own.
    pub house_runtime: Option<String>,
    /// The value of the platform flag.
    pub platform: String,
    /// The names that a runtime stage sets, with their values, in order. PYTHONPATH and LC_ALL are worked out from the stage.
    pub environment: Vec<(String, String)>,
    /// Seconds that a bare connect of a health check may take.
    pub healthcheck_timeout: f64,
    /// What the runtime verification imports.
    pub verify_imports: VerifyImports,
}

impl Default for HousePattern {
    fn default() -> Self {
        let pairs = [
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            ("PYTHONUNBUFFERED", "1"),
            ("PYTHONDONTWRITEBYTECODE", "1"),
            ("PYTHONPATH", ""),
            ("PYTHONIOENCODING", "utf-8"),
            ("LANG", "C.UTF-8"),
            ("LC_ALL", "C.UTF-8"),
        ];
        Self {
            runtimes: images::built_in(),
            house_runtime: None,
            platform: "$TARGETPLATFORM".into(),
            environment: pairs
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
            healthcheck_timeout: 2.0,
            verify_imports: VerifyImports::Auto,
        }
    }
}
