//! Arguments in, exit code out.

use std::process::ExitCode;

use lucid_fix::Cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::of_this_process();
    lucid_fix::install_hook();
    ExitCode::from(lucid_fix::run(&cli))
}
