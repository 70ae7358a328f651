//! The house pattern as data: what `lucid-fix.toml` can change, with the defaults of the pattern.

use crate::python::effects::VerifyImports;

/// What conforms.
#[derive(Debug, Clone, PartialEq)]
pub struct HousePattern {
    /// The Python of the house, as `major.minor`.
    pub python_version: String,
    /// What every builder stage starts from.
    pub builder_image: String,
    /// Globs over image names without tag or digest: a base that one of them matches makes a runtime stage.
    pub runtime_images: Vec<String>,
    /// The interpreter's path in a runtime image; `None` follows the runtime image that is really there.
    pub interpreter: Option<String>,
    /// The value of the platform flag.
    pub platform: String,
    /// The names that a runtime stage sets, with their values, in order. PYTHONPATH and LC_ALL are worked out from the stage.
    pub environment: Vec<(String, String)>,
    /// Seconds that a bare connect of a health check may take.
    pub healthcheck_timeout: f64,
    /// What the runtime verification imports.
    pub verify_imports: VerifyImports,
}

/// The Python of the house pattern.
const HOUSE_PYTHON: &str = "3.11";

/// The builder image that goes with a Python version, unless the settings name another.
pub fn builder_image_of(python_version: &str) -> String {
    format!("python:{python_version}-slim-bookworm")
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
            python_version: HOUSE_PYTHON.into(),
            builder_image: builder_image_of(HOUSE_PYTHON),
            runtime_images: vec!["gcr.io/distroless/python3*".into()],
            interpreter: None,
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
