//! Arguments in, exit code out.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use lucid_fix::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    lucid_fix::install_hook();
    match lucid_fix::run(&cli) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            let _ = writeln!(io::stderr(), "lucid-fix: error: {error:#}");
            ExitCode::from(2)
        }
    }
}
