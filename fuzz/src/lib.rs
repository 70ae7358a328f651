//! What the fuzz targets share.

pub mod buildkit;
pub mod mutate;
pub mod properties;
