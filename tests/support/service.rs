//! A service of `tests/builds`: whether what its `expect.toml` says comes true.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::docker::{self, Container, Result, Tag, ask, config, words};
use super::expect::{Expect, Health, Run, STAYS_UP};
use super::port::{Behaviour, Port};
use super::stand_ins::StandIns;

/// A service by name, with what is expected of it.
#[derive(Debug)]
pub struct Service {
    /// The directory's name.
    pub name: String,
    directory: PathBuf,
    /// Where `wheels` and `backend.py` are.
    shared: PathBuf,
    /// What is expected.
    pub expect: Expect,
}

impl Service {
    /// Every service of a directory.
    pub fn all(directory: &Path) -> Vec<Self> {
        let mut services: Vec<Self> = fs::read_dir(directory)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.join("expect.toml").is_file())
            .map(|path| Self::read(&path))
            .collect();
        services.sort_by(|a, b| a.name.cmp(&b.name));
        services
    }

    fn read(directory: &Path) -> Self {
        let path = directory.join("expect.toml");
        let expect: Expect = toml::from_str(&fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        Self {
            name: directory.file_name().unwrap().to_string_lossy().into_owned(),
            shared: directory.parent().unwrap().to_path_buf(),
            directory: match &expect.directory {
                Some(directory) => Path::new(env!("CARGO_MANIFEST_DIR")).join(directory),
                None => directory.to_path_buf(),
            },
            expect,
        }
    }

    /// Builds and starts the service, rewrites it, and builds and starts it again.
    pub fn prove(&self, stand_ins: &StandIns) -> Result<()> {
        let temporary = tempfile::tempdir().map_err(|error| error.to_string())?;
        let trial = Trial {
            service: self,
            stand_ins,
            // The directory keeps its name: it is the service's name where no label gives one.
            context: temporary.path().join(&self.name),
        };
        trial
            .copy()
            .map_err(|error| format!("cannot copy the service: {error}"))?;
        let before = trial
            .build("before")
            .map_err(|log| format!("it does not build before the rewrite\n{log}"))?;
        let outputs = trial.runs(&before, true)?;
        trial.healths(&before, true)?;
        // Each of the two tells something, also where the other fails.
        let rewrite = trial.rewrite()?;
        let after = trial.after(&outputs);
        let problems: Vec<String> = [rewrite.problem, after.err()].into_iter().flatten().collect();
        if problems.is_empty() {
            return Ok(());
        }
        Err(format!("{}\n{}{}", problems.join("\n"), rewrite.said, rewrite.diff))
    }
}

/// What lucid-fix did to a service.
struct Rewrite {
    said: String,
    diff: String,
    /// What was expected of it and is not so.
    problem: Option<String>,
}

/// One service on its way through the test.
struct Trial<'a> {
    service: &'a Service,
    stand_ins: &'a StandIns,
    context: PathBuf,
}

impl Trial<'_> {
    fn expect(&self) -> &Expect {
        &self.service.expect
    }

    fn dockerfile(&self) -> PathBuf {
        self.context.join(&self.expect().dockerfile)
    }

    fn text(&self) -> String {
        fs::read_to_string(self.dockerfile()).unwrap_or_default()
    }

    fn copy(&self) -> std::io::Result<()> {
        copy_directory(&self.service.directory, &self.context)?;
        if self.expect().wheels {
            copy_directory(&self.service.shared.join("wheels"), &self.context.join("wheels"))?;
        }
        if let Some(project) = &self.expect().backend {
            let name = "backend.py";
            fs::copy(self.service.shared.join(name), self.context.join(project).join(name))?;
        }
        fs::write(self.dockerfile(), self.stand_ins.translate(&self.text()))
    }

    fn build(&self, when: &str) -> Result<Tag> {
        let name = self.stand_ins.unique(&format!("{}:{when}", self.service.name));
        let dockerfile = self.dockerfile();
        Tag::build(
            &name,
            &["-f", &dockerfile.to_string_lossy()],
            &self.context.join(&self.expect().context).to_string_lossy(),
        )
    }

    fn lucid_fix(&self, mode: &[&str]) -> Result<docker::Ended> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lucid-fix"));
        command
            .args(mode)
            .args(&self.expect().arguments)
            .current_dir(&self.context);
        docker::run(&mut command, Duration::from_secs(20)).map_err(|error| format!("lucid-fix: {error}"))
    }

    /// Rewrites the Dockerfile, and compares what is said of it with what is expected.
    fn rewrite(&self) -> Result<Rewrite> {
        let said = self.lucid_fix(&["--output-format", "concise"])?.out;
        let diff = self.lucid_fix(&["--diff"])?.out;
        let written = self.lucid_fix(&["--write"])?;
        if written.code != Some(0) {
            return Err(format!("--write: {:?}: {}", written.code, written.err));
        }
        let once = self.text();
        self.lucid_fix(&["--write"])?;
        let twice = self.text();
        let has = |line: &&String| {
            let line = self.stand_ins.translate(line);
            once.lines().any(|other| other.trim() == line)
        };
        let problem = if let Err(problem) = self.expect().compare(&said) {
            Some(problem)
        } else if let Some(line) = self.expect().lines.iter().find(|line| !has(line)) {
            Some(format!("no line `{line}` after the rewrite"))
        } else {
            (once != twice).then(|| "a second run changes the file again".to_string())
        };
        Ok(Rewrite { said, diff, problem })
    }

    fn after(&self, outputs: &[String]) -> Result<()> {
        let tag = self
            .build("after")
            .map_err(|log| format!("it does not build after the rewrite\n{log}"))?;
        if let Some((entrypoint, cmd)) = &self.expect().command {
            let config = config(&tag)?;
            for (name, expected) in [("Entrypoint", entrypoint), ("Cmd", cmd)] {
                if words(&config[name]) != *expected {
                    return Err(format!("{name} is {} after the rewrite", config[name]));
                }
            }
        }
        let now = self.runs(&tag, false)?;
        for ((run, before), now) in self.expect().run.iter().zip(outputs).zip(&now) {
            if run.exit_before.is_none() && run.prints_before.is_none() && before != now {
                return Err(format!(
                    "it printed {before:?} before and prints {now:?} after the rewrite"
                ));
            }
        }
        self.healths(&tag, false)
    }

    /// Starts the image in every way that is expected; what each container printed.
    fn runs(&self, tag: &Tag, before: bool) -> Result<Vec<String>> {
        let when = if before { "before" } else { "after" };
        let start = |run: &Run| {
            let container = Container(self.stand_ins.container());
            let stays = run.exit == STAYS_UP && !(before && run.exit_before.is_some());
            let mut all = vec!["run", "--name", &container.0, "--network=host"];
            all.extend(stays.then_some("--detach"));
            all.extend(run.arguments.iter().map(String::as_str));
            all.push(&tag.0);
            all.extend(run.command.iter().map(String::as_str));
            let mut ended = docker::docker(&all, Duration::from_secs(20))?;
            if stays {
                std::thread::sleep(Duration::from_secs(2));
                if ask(&["inspect", "-f", "{{.State.Running}}", &container.0])? == "true" {
                    ended.code = Some(STAYS_UP);
                }
                let logs = docker::docker(&["logs", &container.0], Duration::from_secs(20))?;
                (ended.out, ended.err) = (logs.out, logs.err);
            }
            let never_started = if before { run.exit_before } else { None };
            let exit = never_started.unwrap_or(run.exit);
            let prints = run.prints_before.as_ref().filter(|_| before).unwrap_or(&run.prints);
            if ended.code != Some(exit) || (never_started.is_none() && ended.out.trim() != prints.trim()) {
                return Err(format!(
                    "{when}: {:?} instead of {exit}, {:?} instead of {:?}\n{}",
                    ended.code,
                    ended.out,
                    prints,
                    docker::tail(&ended.err, 15)
                ));
            }
            Ok(ended.out)
        };
        self.expect().run.iter().map(start).collect()
    }

    fn healths(&self, tag: &Tag, before: bool) -> Result<()> {
        for health in &self.expect().health {
            if !(before && health.when == Behaviour::Silent) {
                self.health(tag, before, health)?;
            }
        }
        Ok(())
    }

    /// Does what the engine does to tell the health: runs the check's own words in the image.
    fn health(&self, tag: &Tag, before: bool, health: &Health) -> Result<()> {
        let check = &config(tag)?["Healthcheck"];
        let test = match &words(&check["Test"])[..] {
            [kind, words @ ..] if kind == "CMD" => words.to_vec(),
            [kind, line] if kind == "CMD-SHELL" => vec!["/bin/sh".into(), "-c".into(), line.clone()],
            other => return Err(format!("no health check to run: {other:?}")),
        };
        let _port = Port::new(health.port, health.when).map_err(|error| format!("port {}: {error}", health.port))?;
        let exit = if before { health.exit_before } else { None }.unwrap_or(health.exit);
        // Its own `--timeout`, or else the 2 s of a bare connect, and a second for Python to start: the machine may be busy, so the shortest of
        // three attempts counts.
        let most = check["Timeout"].as_f64().map_or(2.0, |nanoseconds| nanoseconds / 1e9) + 1.0;
        let mut took = f64::MAX;
        for _ in 0..3 {
            let (ended, seconds) = self.probe(tag, &test, &health.arguments)?;
            if ended.code != Some(exit) {
                let when = if before { "before" } else { "after" };
                return Err(format!(
                    "{when}: the health check gives {:?} instead of {exit} with a port that is {:?}\n{}",
                    ended.code,
                    health.when,
                    docker::tail(&ended.err, 15)
                ));
            }
            took = took.min(seconds);
            if took <= most {
                return Ok(());
            }
        }
        Err(format!("the health check takes {took:.1} s"))
    }

    /// Runs a health check's words; how it ended, and its seconds by the engine's own clock, which leaves out the making of the container.
    fn probe(&self, tag: &Tag, test: &[String], arguments: &[String]) -> Result<(docker::Ended, f64)> {
        let container = Container(self.stand_ins.container());
        let mut all = vec![
            "run",
            "--name",
            &container.0,
            "--network=host",
            "--entrypoint",
            &test[0],
        ];
        all.extend(arguments.iter().map(String::as_str));
        all.push(&tag.0);
        all.extend(test[1..].iter().map(String::as_str));
        let ended = docker::docker(&all, Duration::from_secs(20))?;
        let times = ask(&[
            "inspect",
            "-f",
            "{{.State.StartedAt}} {{.State.FinishedAt}}",
            &container.0,
        ])?;
        match docker::seconds_between(&times) {
            Some(seconds) => Ok((ended, seconds)),
            None => Err(format!("the engine's times are no times: {times}")),
        }
    }
}

fn copy_directory(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name() == "expect.toml" {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_directory(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
