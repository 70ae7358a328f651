//! The binary's own words, as snapshots. Messages and exit codes only: trycmd folds line endings and backslashes, so
//! whatever must be right byte for byte is compared in `cli_diff.rs` and `cli_batch.rs`.

#[test]
fn snapshots() {
    trycmd::TestCases::new().case("snapshots/*.trycmd");
}
