//! The transforms, in the order in which they run. A new one is one directory and one line here.

use crate::engine::rules::Rules;

mod builder_base;
mod builder_verification;
mod distroless_runtime;
mod entrypoint_clear;
mod healthcheck_connect;
mod marker_content;
mod multi_stage;
mod ownership;
mod platform_flag;
mod python_env;
mod python_path;
mod runtime_verification;

/// The passes in order; a later one sees the text that the earlier ones left.
pub static RULES: Rules = Rules(&[
    &builder_base::BuilderBase,
    &platform_flag::PlatformFlag,
    &python_path::PythonPath,
    &entrypoint_clear::EntrypointClear,
    &python_env::PythonEnv,
    &healthcheck_connect::HealthcheckConnect,
    &runtime_verification::RuntimeVerification,
    &builder_verification::BuilderVerification,
    &multi_stage::MultiStage,
    &distroless_runtime::DistrolessRuntime,
    &marker_content::MarkerContent,
    &ownership::Ownership,
]);
