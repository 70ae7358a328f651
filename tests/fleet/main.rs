//! What a fleet needs beyond one repository: shared settings, a baseline, lists of files, and texts through a pipe.

#![allow(clippy::unwrap_used, clippy::panic)]

mod baseline;
#[path = "../support/binary.rs"]
mod binary;
mod files_from;
mod jsonl;
mod order;
mod repositories;
mod settings;

const NONCONFORMING: &str =
    "FROM gcr.io/distroless/python3-debian12\nCOPY main.py /app/main.py\nCMD [\"python3\", \"/app/main.py\"]\n";
