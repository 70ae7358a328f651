//! Base images that the set-up makes, and names that no other run uses.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use super::docker::{Result, Tag};

/// The images that must be there: what the services start from before and after.
pub const NEEDED: [&str; 5] = [
    "debian:12-slim",
    "python:3.11-slim",
    "python:3.11-slim-bookworm",
    "gcr.io/distroless/python3-debian12:latest",
    "gcr.io/distroless/python3-debian12:nonroot",
];

/// The registry of the stand-ins in Dockerfiles. In each run it is another one, so that two runs never share a name.
const REGISTRY: &str = "lucid-fix.test";

/// Images that are not to be had everywhere, made of those that are. What matters is the name and what the name promises.
const RECIPES: [(&str, &str); 7] = [
    ("library/python:3.11-slim-bookworm", "FROM python:3.11-slim-bookworm\n"),
    (
        "library/python:3.11.9-slim-bookworm",
        "FROM python:3.11-slim-bookworm\n",
    ),
    // The full image: slim, and a compiler as far as a service can tell.
    (
        "library/python:3.11",
        "FROM python:3.11-slim-bookworm\nRUN ln -s /bin/true /usr/local/bin/gcc\n",
    ),
    // Another minor version: the same Python, whose libraries lie where those of 3.12 would.
    (
        "library/python:3.12-slim",
        "FROM python:3.11-slim-bookworm\nRUN mv /usr/local/lib/python3.11 /usr/local/lib/python3.12 && \
         ln -s python3.12 /usr/local/lib/python3.11\n",
    ),
    ("library/debian:11-slim", "FROM debian:12-slim\n"),
    // An image that supplies a program.
    (
        "library/redis:7.2",
        "FROM debian:12-slim\nRUN cp /bin/echo /usr/local/bin/redis-cli\n",
    ),
    // The interpreter of distroless on Debian 11 is python3.9, and there is no python3.11.
    (
        "distroless/python3-debian11:latest",
        "FROM debian:12-slim AS files\nCOPY --from=gcr.io/distroless/python3-debian12 / /root\n\
         RUN cd /root/usr/bin && mv python3.11 python3.9 && ln -sfn python3.9 python3 && ln -sfn python3.9 python\n\
         FROM scratch\nCOPY --from=files /root /\nENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\n\
         ENTRYPOINT [\"/usr/bin/python3.9\"]\n",
    ),
];

/// The stand-ins of one run; they are removed with this.
#[derive(Debug)]
pub struct StandIns {
    run: String,
    containers: AtomicU32,
    _tags: Vec<Tag>,
}

impl StandIns {
    /// Builds them all.
    pub fn build() -> Result<Self> {
        let directory = tempfile::tempdir().map_err(|error| error.to_string())?;
        let since = SystemTime::UNIX_EPOCH.elapsed().unwrap_or_default();
        let mut built = Self {
            run: format!("{:x}-{:x}", std::process::id(), since.as_millis()),
            containers: AtomicU32::new(0),
            _tags: Vec::new(),
        };
        for (name, recipe) in RECIPES {
            fs::write(directory.path().join("Dockerfile"), recipe).map_err(|error| error.to_string())?;
            let name = built.translate(&format!("{REGISTRY}/{name}"));
            built
                ._tags
                .push(Tag::build(&name, &[], &directory.path().to_string_lossy())?);
        }
        Ok(built)
    }

    /// A text with the registry of this run.
    pub fn translate(&self, text: &str) -> String {
        text.replace(REGISTRY, &format!("lucid-fix-{}.test", self.run))
    }

    /// The image name of a service in this run.
    pub fn unique(&self, name: &str) -> String {
        format!("lucid-fix-builds-{}/{name}", self.run)
    }

    /// A container's name.
    pub fn container(&self) -> String {
        let number = self.containers.fetch_add(1, Ordering::Relaxed);
        format!("lucid-fix-builds-{}-{number}", self.run)
    }
}
