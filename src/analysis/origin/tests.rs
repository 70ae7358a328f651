//! What each kind of command does to files: which it may change, what it puts where, and to whom they belong then.

use std::sync::Arc;

use super::Origin;
use super::effects::Change;
use crate::analysis::pattern::HousePattern;
use crate::analysis::{Dockerfile, Instruction};
use crate::context::{BuildContext, EntryKind, Provenance};
use crate::dockerfile::document::{Document, Keyword};

/// A build context with these files, by their paths.
struct Files(Vec<&'static str>);

impl BuildContext for Files {
    fn provenance(&self) -> &Provenance {
        &Provenance::Given
    }
    fn kind(&self, path: &str) -> Option<EntryKind> {
        let below = |file: &&str| path.is_empty() || file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/'));
        match self.0.contains(&path) {
            true => Some(EntryKind::File),
            false => self.0.iter().any(below).then_some(EntryKind::Directory),
        }
    }
    fn entries(&self, directory: &str) -> Vec<(String, EntryKind)> {
        let rest = |file: &&'static str| match directory {
            "" => Some(*file),
            _ => file.strip_prefix(directory)?.strip_prefix('/'),
        };
        let name = |rest: &'static str| rest.split('/').next().unwrap_or(rest);
        let mut names: Vec<&str> = self.0.iter().filter_map(rest).map(name).collect();
        names.dedup();
        let entry = |name: &str| {
            let path = format!("{directory}/{name}");
            Some((name.to_string(), self.kind(path.trim_start_matches('/'))?))
        };
        names.into_iter().filter_map(entry).collect()
    }
    fn read(&self, _: &str) -> Option<Arc<str>> {
        None
    }
    fn dockerfile_directory(&self) -> Option<String> {
        None
    }
}

/// What `ask` says of the last instruction of a Dockerfile.
pub(crate) fn of_last<T>(steps: &str, ask: impl Fn(Instruction<'_>) -> T) -> T {
    let files = vec!["main.py", "lib/x.py", "lib/y.txt", "sub/lib/z.py", "conf"];
    of_last_in(files, steps, ask)
}

fn of_last_in<T>(files: Vec<&'static str>, steps: &str, ask: impl Fn(Instruction<'_>) -> T) -> T {
    let text = match steps.contains("FROM") {
        true => steps.to_string(),
        false => format!("FROM python:3.11-slim\nWORKDIR /app\n{steps}\n"),
    };
    let pattern = HousePattern::default();
    let dockerfile = Dockerfile::outline(Document::cut(text).unwrap()).complete(&pattern);
    let files = Files(files);
    let analysis = dockerfile.analysis(&pattern, &files);
    let last = analysis
        .stages()
        .next_back()
        .unwrap()
        .instructions()
        .next_back()
        .unwrap();
    ask(last)
}

/// Lines such as `steps | path | expected`.
pub(in crate::analysis) fn table(cases: &str) -> impl Iterator<Item = (String, &str, &str)> {
    let rows = cases
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with('#'));
    rows.map(|row| {
        let (rest, expected) = row.rsplit_once(" | ").unwrap();
        let (steps, path) = rest.rsplit_once(" | ").unwrap();
        (steps.replace("\\n", "\n"), path, expected)
    })
}

#[test]
fn what_a_command_may_change() {
    let paths = [
        "/app/main.py",
        "/app/sub/a.py",
        "/srv/main.py",
        "/srv/venv/gunicorn",
        "/usr/bin/tool",
        "/usr/src/own.c",
    ];
    let of = |steps: &str| {
        of_last(steps, |run| {
            assert_eq!(run.keyword, Keyword::Run);
            let sign = |path| match run.change_by(path, |_| true) {
                Change::Nothing => '.',
                Change::Perhaps => '?',
                Change::Writes => 'w',
                Change::Anything => '!',
            };
            paths.map(sign).iter().collect::<String>()
        })
    };
    for (command, expected) in [
        // Redirections.
        ("echo x > main.py", "w....."),
        ("echo x > $X/main.py", "!.!..."),
        ("echo x > $X/other.py", "......"),
        ("false && echo x > main.py", "w....."),
        ("[ -f x ] || echo x > main.py", "!....."),
        ("echo x > sub", "......"),
        // Pip.
        ("pip install flask", "...!!."),
        ("pip install --target sub flask", ".!...."),
        ("pip install --prefix=/srv flask", "..!!.."),
        ("pip install --user flask", "...!!."),
        ("pip uninstall -y flask", "...!!."),
        ("pip download -d sub flask", ".!...."),
        ("pip wheel -w sub .", "!!...."),
        ("pip list sub", "......"),
        // Programs by their kind.
        ("cat main.py", "......"),
        ("apt-get install -y main.py", "....!."),
        ("poetry install", "...!!."),
        ("uv pip install --target sub x", ".!.!!."),
        ("sed s/a/b/ main.py", "......"),
        ("sed -i s/a/b/ main.py", "!....."),
        ("sed --in-place s/a/b/ main.py", "!....."),
        ("rm -rf sub", ".!...."),
        ("rm -rf /srv", "..!!.."),
        ("rm *.py", "!....."),
        ("rm --x=/srv -y", "..!!.."),
        ("rm if=/srv/main.py", "..!..."),
        ("rm `x`/sub", "?!??.?"),
        ("rm $X", "!!!!!!"),
        ("rm $X/sub", ".!...."),
        ("rm $(x)/sub", "?!??.?"),
        ("rm ~/sub", ".!...."),
        ("install -d sub", "......"),
        ("install --directory sub", "......"),
        ("install -m 755 /srv/main.py sub/a.py", ".!...."),
        ("cp main.py sub", ".!...."),
        ("cp -r /srv main.py", "!....."),
        ("cp -t sub main.py", "!!...."),
        ("cp --target-directory=sub main.py", "!!...."),
        ("ln -s /srv/main.py sub/a.py", ".!...."),
        ("find . -name *.pyc", "......"),
        ("find . -name *.pyc -delete", "......"),
        ("find . -name a.py -delete", ".!...."),
        ("find -name a.py -delete", ".!...."),
        ("find . ! -name *.pyc -delete", "!!...."),
        ("find /srv -iname main.py -exec rm {} ;", "..!..."),
        ("find . -name *.txt | xargs rm", "......"),
        ("find . -name a.py | xargs rm -f", ".!...."),
        ("find . -name a.py | xargs cat", "......"),
        ("find . -name a.py | xargs -r", "......"),
        ("ls | xargs rm", "!!!!!!"),
        ("ls | xargs -n1 cat", "......"),
        // Scripts.
        ("sh", "????.?"),
        ("sh -c 'rm /srv/main.py'", "??!?.?"),
        ("sh setup.sh", "????.?"),
        ("sh -x /srv/tools/setup.sh", "????.?"),
        ("sh /setup.sh", "??????"),
        ("cd / && sh setup.sh", "??????"),
        ("cd / && sh /srv/a/b.sh", "????.?"),
        ("cd $X && sh setup.sh", "!!!!!!"),
        ("cd /tmp && sh /opt/setup.sh", "????.?"),
        ("cd /tmp && . x/setup.sh", "????.?"),
        ("./configure", "????.?"),
        ("cd /tmp && ./x/configure", "????.?"),
        ("cd /tmp && /srv/bin/tool", "????.?"),
        ("cd /tmp && /usr/bin/tool", "????.?"),
        ("cd /tmp && make", "????.?"),
        ("cd /tmp && make -C /srv", "??!!.?"),
        ("make", "????.?"),
        // Python.
        ("python -m compileall .", "......"),
        ("python -m venv sub", ".!...."),
        ("cd /tmp && python -m app /srv/main.py", "??!?.?"),
        ("cd /tmp && python /srv/main.py", "??!?.?"),
        ("cd /tmp && python /usr/lib/x.py sub", "????.?"),
        ("cd /tmp && python - < x", "......"),
        ("python --version", "......"),
        ("echo | python", "????.?"),
        ("python main.py", "!???.?"),
        ("python -c 'import app'", "......"),
        ("python -c 'import app; app.run()'", "????.?"),
        ("cd /tmp && python -c 'import app; app.run(\"/srv\")'", "????.?"),
        ("cd / && python -c 'import x; x.run()'", "????.?"),
        ("python <<E\nprint(1)\nE", "......"),
        ("python <<E\nimport x; x.run()\nE", "????.?"),
        ("cat <<E | python\nprint(1)\nE", "......"),
        // Not understood.
        ("if then main.py", "!?!?.?"),
        ("if then /srv", "??!!.?"),
        ("if then", "????.?"),
    ] {
        assert_eq!(of(&format!("RUN {command}")), expected, "{command}");
    }
}

#[test]
fn where_a_file_comes_from() {
    let cases = r"
    COPY main.py . | /app/main.py | context main.py
    COPY main.py x.py | /app/x.py | context main.py
    COPY lib . | /app/x.py | context lib/x.py
    COPY lib . | /app/lib/x.py | nowhere
    COPY lib ./lib | /app/lib/x.py | context lib/x.py
    COPY lib/*.py ./ | /app/x.py | context lib/x.py
    COPY lib/*.py ./ | /app/y.txt | nowhere
    COPY li? ./ | /app/x.py | context lib/x.py
    COPY */lib ./ | /app/z.py | context sub/lib/z.py
    COPY */lib/ ./ | /app/z.py | context sub/lib/z.py
    COPY --parents sub/lib/z.py ./ | /app/sub/lib/z.py | context sub/lib/z.py
    COPY --parents sub/*/z.py ./ | /app/sub/lib/z.py | context sub/lib/z.py
    COPY missing ./ | /app/missing | nowhere
    COPY missing other ./ | /app/x | nowhere
    COPY --exclude=*.py lib ./ | /app/x.py | unknown
    COPY --exclude=*.py lib ./ | /app/y.txt | context lib/y.txt
    COPY $X ./ | /app/main.py | unknown
    ARG X=lib\nCOPY $X ./ | /app/x.py | unknown
    ENV X=lib\nCOPY $X ./ | /app/x.py | context lib/x.py
    COPY main.py $X | /app/main.py | context main.py
    COPY conf /etc | /etc/conf | context conf
    COPY conf /srv | /srv | context conf
    COPY conf /srv | /srv/conf | nowhere
    COPY --link conf /srv | /srv | context conf
    RUN mkdir /srv\nCOPY conf /srv | /srv/conf | context conf
    COPY --from=x /a/main.py . | /app/main.py | named
    COPY --from=x /a . | /app/main.py | unknown
    COPY --from=x /a/bin/tool . | /app/tool | named
    COPY --from=x /a/bin/tool . | /app/x | nowhere
    COPY --from=x /a/*.py . | /app/main.py | unknown
    COPY --from=x /a/*.py . | /app/main.txt | unknown
    COPY --from=x /a/lib/python3.11 /b/ | /b/x.py | unknown
    COPY --from=x /a/lib/.x /b/ | /b/x.py | unknown
    COPY --from=x /a/file. /b/ | /b/x.py | nowhere
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/lib /app | /app/x.py | context lib/x.py
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/*.py /app/ | /app/main.py | context main.py
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/*/ /app/ | /app/a | unknown
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/*.py /app/ | /app/other | nowhere
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /s*c/main.py /app/ | /app/main.py | unknown
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/none /app/ | /app/none | nowhere
    FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/none /app/ | /app/x | nowhere
    FROM python:3.11 AS b\nONBUILD COPY . /x\nFROM b\nCOPY . /app | /x/main.py | unknown
    FROM python:3.11 AS b\nONBUILD USER x\nFROM b\nCOPY . /app | /x/main.py | nowhere
    FROM scratch\nCOPY conf /etc | /etc | context conf
    FROM scratch\nCOPY conf /etc | /usr/bin/python | nowhere
    FROM debian\nCOPY conf /x | /usr/local/bin/python | nowhere
    FROM debian\nCOPY conf /x | /usr/bin/python | unknown
    FROM other\nCOPY conf /x | /y | unknown
    COPY . .\nRUN sh setup.sh | /app/main.py | unknown
    COPY . .\nRUN touch main.py | /app/main.py | unknown
    COPY . .\nRUN echo > new.py | /app/new.py | named
    # cp, mv, rsync and install.
    COPY . .\nRUN cp main.py /srv/ | /srv/main.py | context main.py
    COPY . .\nRUN cp main.py /srv/x.py | /srv/x.py | context main.py
    COPY . .\nRUN [ -e x ] && cp main.py /srv/ | /srv/main.py | context main.py
    COPY . .\nRUN [ -e x ] || cp main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cp -r lib /srv/ | /srv/lib/x.py | context lib/x.py
    COPY . .\nRUN cp -r lib/. /srv/ | /srv/x.py | context lib/x.py
    COPY . .\nRUN cp -r . /srv | /srv/main.py | context main.py
    COPY . .\nRUN cp -r lib/ /srv/ | /srv/lib/x.py | context lib/x.py
    COPY . .\nRUN cp lib/* /srv/ | /srv/x.py | context lib/x.py
    COPY . .\nRUN cp lib/*.py /srv/ | /srv/y.txt | nowhere
    COPY . .\nRUN cp */x.py /srv/ | /srv/x.py | unknown
    COPY . .\nRUN cp */x.py /srv/ | /opt/a | unknown
    COPY . /\nRUN cp /*.py /srv/ | /srv/main.py | context main.py
    COPY main.py .hidden.py\nRUN cp * /srv/ | /srv/.hidden.py | nowhere
    COPY main.py .hidden.py\nRUN cp .* /srv/ | /srv/.hidden.py | context main.py
    COPY . .\nRUN cp -t /srv main.py | /srv/main.py | context main.py
    COPY . .\nRUN cp -t/srv main.py | /srv/main.py | context main.py
    COPY . .\nRUN cp -rt /srv lib | /srv/lib/x.py | context lib/x.py
    COPY . .\nRUN cp --target-directory=/srv main.py | /srv/main.py | context main.py
    COPY . .\nRUN cp --target-directory= main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cp --recursive lib /srv/ | /srv/lib/x.py | context lib/x.py
    COPY . .\nRUN cp --backup main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cp -Z main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cp {main,x}.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cp main.py conf /srv | /srv/conf | context conf
    COPY . .\nRUN mv main.py /srv/x.py | /srv/x.py | context main.py
    COPY . .\nRUN mv main.py /srv/x.py | /app/main.py | unknown
    COPY . .\nRUN mv lib/*.py /srv/ | /app/lib/x.py | unknown
    COPY . .\nRUN mv lib/*.py /srv/ | /app/main.py | context main.py
    COPY . .\nRUN rsync -a lib/ /srv/ | /srv/x.py | context lib/x.py
    COPY . .\nRUN rsync -a lib /srv/ | /srv/lib/x.py | context lib/x.py
    COPY . .\nRUN rsync -t lib/x.py /srv/ | /srv/x.py | context lib/x.py
    COPY . .\nRUN rsync lib/x.py host:/srv/ | /srv/x.py | nowhere
    COPY . .\nRUN install -m 644 -o root main.py /srv/x.py | /srv/x.py | context main.py
    COPY . .\nRUN install -m644 main.py /srv/x.py | /srv/x.py | context main.py
    COPY . .\nRUN install -Dt /srv main.py | /srv/main.py | context main.py
    COPY . .\nRUN --mount=type=cache,target=/app cp main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN --mount=type=cache,dst=x cp main.py /srv/ | /srv/main.py | context main.py
    COPY . .\nRUN --mount=type=ssh cp main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cd lib && cp x.py /srv/ | /srv/x.py | context lib/x.py
    COPY . .\nRUN cd lib && cd .. && cp main.py /srv/ | /srv/main.py | context main.py
    COPY . .\nRUN cd $X && cp main.py /srv/ | /srv/main.py | unknown
    COPY . .\nRUN cp main.py x.py && cp x.py y.py | /app/y.py | context main.py
    COPY . .\nRUN rm main.py && cp main.py y.py | /app/y.py | named
    # Whether the destination is a directory.
    COPY . .\nRUN mkdir -p /srv/a && cp main.py /srv/a | /srv/a/main.py | context main.py
    COPY . .\nRUN mkdir -p /srv/a && cp main.py /srv | /srv/main.py | context main.py
    COPY . .\nRUN [ -e x ] || mkdir -p /srv/a && cp conf /srv/a | /srv/a/conf | nowhere
    COPY . .\nRUN mkdir /srv && rmdir /srv && cp conf /srv | /srv | unknown
    COPY . .\nRUN install -d /srv/a && cp conf /srv/a | /srv/a/conf | context conf
    COPY . .\nCOPY lib /srv/a\nRUN cp conf /srv | /srv/conf | context conf
    COPY conf /srv/a\nCOPY main.py .\nRUN cp main.py /srv/a | /srv/a | context main.py
    COPY . .\nCOPY lib /srv/a\nRUN cp conf /srv/a | /srv/a/conf | context conf
    COPY . .\nRUN cp conf /usr/local/bin | /usr/local/bin/conf | context conf
    COPY . .\nRUN cp -r lib /usr/lib | /usr/lib/lib/x.py | context lib/x.py
    ";
    for (steps, path, expected) in table(cases) {
        let found = match of_last(&steps, |last| last.after().origin(path)) {
            Origin::Context(path) => format!("context {path}"),
            other => format!("{other:?}").to_lowercase(),
        };
        assert_eq!(found, expected, "{steps} {path}");
    }
}

#[test]
fn to_whom_files_belong() {
    let belongs = |steps: &str, path: &str| of_last(steps, |last| last.after().belongs_to(path, "1:1"));
    for steps in [
        "COPY --chown=1:1 . .",
        "COPY --chown=1:1 . .\nCOPY conf /srv",
        "COPY . .\nRUN chown -R 1:1 .",
        "COPY . .\nRUN chown -vR 1:1 /app",
        "COPY . .\nRUN chown --recursive 1:1 /",
        "COPY . .\nRUN [ -e x ] && chown -R 1:1 /app",
        "COPY --chown=1:1 . .\nRUN cd /tmp && chown 2 /srv",
        "COPY --chown=1:1 . .\nRUN cd /tmp && useradd x",
        "COPY --chown=1:1 . .\nRUN mkdir /app",
        "COPY --chown=1:1 . .\nRUN mkdir -p /srv/x",
        "COPY --chown=1:1 . .\nRUN mkdir $X/x",
        "COPY --chown=1:1 . .\nRUN rm -r lib",
        "COPY --chown=1:1 . .\nRUN chmod +x main.py",
        "COPY --chown=1:1 . .\nRUN ls > /srv/files",
        "COPY --chown=1:1 . .\nRUN touch /srv/new",
        "COPY --chown=1:1 . .\nRUN apt-get install -y x",
        "COPY --chown=1:1 . .\nRUN pip install x",
        "COPY --chown=1:1 . .\nRUN PYTHONPYCACHEPREFIX=/tmp python -m compileall /app",
        "COPY --chown=1:1 . .\nRUN python -c 'import x'",
        "COPY --chown=1:1 . .\nRUN python --version",
        "COPY --chown=1:1 . .\nWORKDIR /app",
        "COPY --chown=1:1 . .\nWORKDIR /srv",
        "COPY --chown=1:1 . .\nUSER 1",
        "FROM python:3.11 AS b\nCOPY --chown=1:1 . /app\nFROM b\nUSER 1",
    ] {
        assert!(belongs(steps, "/app"), "{steps}");
    }
    for steps in [
        "COPY . .",
        "COPY --chown=1:2 . .",
        "COPY --chown=1:1 . .\nRUN cd /tmp && unknown",
        "COPY --chown=1:1 . .\nRUN cd /tmp && python /usr/lib/x.py /srv/x",
        "COPY --chown=1:1 . .\nCOPY conf $X",
        "COPY --chown=1:1 . .\nCOPY conf sub/",
        "COPY --chown=1:1 . .\nCOPY conf /",
        "COPY . .\nRUN chown --verbose 1:1 /app",
        "COPY . .\nRUN chown --Reference 1:1 /app",
        "COPY . .\nRUN chown 1:1 /app",
        "COPY . .\nRUN chown -R 1:2 /app",
        "COPY . .\nRUN chown -R 1:1 /app/sub",
        "COPY . .\nRUN chgrp -R 1:1 /app",
        "COPY . .\nRUN [ -e x ] || chown -R 1:1 /app",
        "COPY --chown=1:1 . .\nRUN chown 2 main.py",
        "COPY --chown=1:1 . .\nRUN chgrp 2 main.py",
        "COPY --chown=1:1 . .\nRUN useradd -d /app/x y",
        "COPY --chown=1:1 . .\nRUN useradd -d /app y",
        "COPY --chown=1:1 . .\nRUN mkdir sub",
        "COPY --chown=1:1 . .\nRUN ls > files",
        "COPY --chown=1:1 . .\nRUN touch new",
        "COPY --chown=1:1 . .\nRUN pip install -t lib x",
        "COPY --chown=1:1 . .\nENV PATH=/app/venv/bin:$PATH\nRUN pip install x",
        "COPY --chown=1:1 . .\nRUN /app/venv/bin/pip install x",
        "COPY --chown=1:1 . .\nRUN python -m compileall /app",
        "COPY --chown=1:1 . .\nRUN python -m py_compile main.py",
        "COPY --chown=1:1 . .\nRUN python -m compileall /srv",
        "COPY --chown=1:1 . .\nRUN python -c 'import x; x.run()'",
        "COPY --chown=1:1 . .\nRUN python main.py",
        "COPY --chown=1:1 . .\nRUN cd /tmp && python -m site /app/x",
        "COPY --chown=1:1 . .\nRUN cd /tmp && python /usr/lib/x.py /app/x",
        "COPY --chown=1:1 . .\nRUN cd /tmp && unknown /app/x",
        "COPY --chown=1:1 . .\nRUN if then",
        "COPY --chown=1:1 . .\nWORKDIR sub",
        "FROM other\nCOPY --chown=1:1 . /app",
        "FROM python:3.11 AS b\nONBUILD RUN x\nFROM b\nCOPY --chown=1:1 . /app",
    ] {
        assert!(!belongs(steps, "/app"), "{steps}");
    }
    assert!(belongs("COPY --chown=1:1 . /srv/x", "/srv/x"));
    // A link of Debian's, and what the image has itself.
    for path in ["/bin/x", "/usr/x"] {
        assert!(!belongs(&format!("COPY --chown=1:1 . {path}"), path), "{path}");
    }
}

#[test]
fn a_pattern_that_matches_too_many_files_may_match_any() {
    for (count, expected) in [(1_000, Origin::Nowhere), (1_001, Origin::Unknown)] {
        let names = (0..count).map(|number| &*format!("lib/{number}.txt").leak());
        let origin = of_last_in(names.collect(), "COPY lib/*.txt /srv/", |one| {
            one.after().origin("/srv/x.py")
        });
        assert_eq!(origin, expected, "{count}");
    }
    let many = (0..1_000).map(|number| &*format!("a/{number}.txt").leak());
    let files = many.chain(["b/x.txt"]).collect();
    let origin = of_last_in(files, "COPY */*.txt /srv/", |one| one.after().origin("/srv/x.py"));
    assert_eq!(origin, Origin::Unknown);
}

#[test]
fn after_so_many_steps_no_more_is_known() {
    let copies: String = (0..1_000).map(|n| format!("COPY main.py /x/{n}.py\n")).collect();
    let known = of_last(&copies, |one| {
        let origin = |n: usize| one.after().origin(&format!("/x/{n}.py"));
        (0..1_000).filter(|n| origin(*n) != Origin::Unknown).count()
    });
    assert!((1..=300).contains(&known), "{known}");
}
