//! The ports that a container listens on.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::docker::{SHORT, docker};
use crate::system::interrupt;

/// The ports of a container.
pub(super) type Ports = BTreeSet<u16>;

/// How long a container has to listen on the ports that it should.
const PATIENCE: Duration = Duration::from_secs(20);

/// The pause between two looks.
const PAUSE: Duration = Duration::from_millis(250);

/// From here on, a system gives ports out by itself: they are others each time.
const EPHEMERAL: u16 = 32768;

/// Prints the ports. There is no shell in the image, but a Python; and the kernel marks the sockets that listen with 0A.
const SCRIPT: &str = "import os; print(*(int(row[1].rpartition(':')[2], 16) for name in ('/proc/net/tcp', '/proc/net/tcp6') \
    if os.path.exists(name) for row in map(str.split, open(name)) if row[3] == '0A'))";

/// The ports that a container listens on, as soon as all that are wanted are among them or the time for that is up; `None` where it has no
/// Python that can be asked, or no longer runs.
pub(super) fn awaited(name: &str, wanted: &Ports) -> Result<Option<Ports>, String> {
    let start = Instant::now();
    loop {
        let asked = docker(
            &["exec", name, "python3", "-I", "-S", "-c", SCRIPT],
            SHORT,
            interrupt::is_requested,
        )?;
        if asked.code != Some(0) {
            return Ok(None);
        }
        let found: Ports = asked
            .out
            .split_whitespace()
            .filter_map(|port| port.parse().ok())
            .filter(|port| *port < EPHEMERAL)
            .collect();
        if wanted.is_subset(&found) || start.elapsed() > PATIENCE || interrupt::is_requested() {
            return Ok(Some(found));
        }
        std::thread::sleep(PAUSE);
    }
}
