//! A command with a time limit. Its output goes to temporary files, so that neither a lot of output nor children that outlive
//! the command block this program.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How often a running command is checked.
const PAUSE: Duration = Duration::from_millis(20);

/// How long a command may take to end after SIGTERM.
const GRACE: Duration = Duration::from_secs(10);

/// How many bytes at the end of an output are kept.
const KEPT: u64 = 1 << 20;

/// A command that has ended.
#[derive(Debug)]
pub(super) struct Ended {
    /// The exit code; `None` if a signal ended it, or it was stopped.
    pub(super) code: Option<i32>,
    pub(super) stopped: bool,
    /// What it wrote to standard output.
    pub(super) out: String,
    /// What it wrote to standard error.
    pub(super) err: String,
}

/// Runs a command; stops it after `limit`, or when it `is_unwanted`.
pub(super) fn run(command: &mut Command, limit: Duration, is_unwanted: fn() -> bool) -> io::Result<Ended> {
    let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
    // The command stays in this program's process group, so that Ctrl-C reaches it as well.
    let mut child = command
        .stdin(Stdio::null())
        .stdout(out.try_clone()?)
        .stderr(err.try_clone()?)
        .spawn()?;
    let status = wait(&mut child, limit, is_unwanted)?;
    if status.is_none() {
        stop(&mut child)?;
    }
    Ok(Ended {
        code: status.and_then(|status| status.code()),
        stopped: status.is_none(),
        out: tail(&mut out)?,
        err: tail(&mut err)?,
    })
}

fn wait(child: &mut Child, limit: Duration, is_unwanted: fn() -> bool) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        let status = child.try_wait()?;
        if status.is_some() || start.elapsed() >= limit || is_unwanted() {
            return Ok(status);
        }
        sleep(PAUSE);
    }
}

/// Sends SIGTERM first: docker then cancels its build and ends its plugin, which could stay otherwise.
fn stop(child: &mut Child) -> io::Result<()> {
    // The command may just have ended.
    #[cfg(unix)]
    let _ = rustix::process::kill_process(rustix::process::Pid::from_child(child), rustix::process::Signal::TERM);
    if wait(child, GRACE, || false)?.is_none() {
        child.kill()?;
        child.wait()?;
    }
    Ok(())
}

fn tail(file: &mut File) -> io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(length.saturating_sub(KEPT)))?;
    let mut bytes = Vec::new();
    file.take(KEPT).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> Ended {
        run(Command::new("sh").args(["-c", script]), limit, || false).unwrap()
    }

    #[test]
    fn both_outputs_and_the_exit_code_are_kept() {
        let ended = shell("echo out; echo err >&2; exit 3", GRACE);
        assert_eq!(
            (ended.code, ended.stopped, &*ended.out, &*ended.err),
            (Some(3), false, "out\n", "err\n")
        );
    }

    #[test]
    fn a_command_without_end_is_stopped_though_a_child_holds_its_output() {
        let start = Instant::now();
        let ended = shell("sleep 30 & echo begun; sleep 30", Duration::from_millis(300));
        assert!(ended.stopped && ended.code.is_none(), "{ended:?}");
        assert_eq!(ended.out, "begun\n");
        assert!(start.elapsed() < GRACE);
    }

    #[test]
    fn only_the_end_of_an_endless_output_is_kept() {
        let ended = shell("yes | head -c 3000000; echo end", GRACE);
        assert_eq!(ended.out.len(), KEPT as usize);
        assert!(ended.out.ends_with("y\nend\n"));
    }
}
