//! A terminal with the program in it.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::num::NonZeroU16;
use std::os::unix::ffi::OsStrExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// So high that nothing leaves the screen.
const ROWS: u16 = 3_000;

/// A terminal, and the program that writes to it.
pub struct Terminal {
    /// The program.
    pub child: Child,
    chunks: Receiver<Vec<u8>>,
    written: Vec<u8>,
    screen: vt100::Parser,
}

fn size(cells: u16) -> NonZeroU16 {
    NonZeroU16::new(cells).unwrap()
}

/// A terminal to write to, and where what is written comes out.
fn pair(columns: u16) -> (File, File) {
    let controller = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&controller).unwrap();
    unlockpt(&controller).unwrap();
    let name = ptsname(&controller, Vec::new()).unwrap();
    let name = std::ffi::OsStr::from_bytes(name.to_bytes());
    let terminal = OpenOptions::new().read(true).write(true).open(name).unwrap();
    let winsize = Winsize {
        ws_row: ROWS,
        ws_col: columns,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&terminal, winsize).unwrap();
    (File::from(controller), terminal)
}

impl Terminal {
    /// Starts a command with both outputs on a terminal.
    pub fn new(mut command: Command, columns: u16) -> Self {
        let (controller, terminal) = pair(columns);
        command.stdout(terminal.try_clone().unwrap()).stderr(terminal);
        Self::start(command, controller, columns)
    }

    /// Starts a command with only standard error on a terminal.
    pub fn with_output(mut command: Command, stdout: Stdio) -> Self {
        let (controller, terminal) = pair(100);
        command.stdout(stdout).stderr(terminal);
        Self::start(command, controller, 100)
    }

    fn start(mut command: Command, mut controller: File, columns: u16) -> Self {
        let child = command.spawn().unwrap();
        let (sender, chunks) = mpsc::channel();
        std::thread::spawn(move || {
            let mut chunk = [0; 4096];
            // The read fails once nobody has the terminal open any more.
            while let Ok(length) = controller.read(&mut chunk) {
                if sender.send(chunk[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            child,
            chunks,
            written: Vec::new(),
            screen: vt100::Parser::new(size(ROWS), size(columns), 0),
        }
    }

    /// Waits until this was written.
    pub fn wait_for(&mut self, text: &str) {
        while !self.written().contains(text) {
            match self.chunks.recv_timeout(Duration::from_secs(60)) {
                Ok(chunk) => self.take(&chunk),
                Err(error) => panic!("no `{text}` ({error}): {}", self.written()),
            }
        }
    }

    /// Waits for the end of the program; its exit code.
    pub fn end(&mut self) -> Option<i32> {
        while let Ok(chunk) = self.chunks.recv_timeout(Duration::from_secs(60)) {
            self.take(&chunk);
        }
        self.child.wait().unwrap().code()
    }

    /// All that was written so far.
    pub fn written(&self) -> String {
        String::from_utf8_lossy(&self.written).into_owned()
    }

    /// The lines that a person sees.
    pub fn lines(&self) -> Vec<String> {
        let contents = self.screen.screen().contents();
        contents
            .trim_end()
            .lines()
            .map(|line| line.trim_end().to_string())
            .collect()
    }

    fn take(&mut self, chunk: &[u8]) {
        self.written.extend(chunk);
        self.screen.process(chunk);
    }
}
