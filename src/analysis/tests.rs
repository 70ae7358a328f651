//! What images and RUNs tell of themselves.

use super::array::is_array;
use super::base_python::is_for_base_python;
use super::installs::installs_at;
use super::origin::tests::of_last;
use super::pip::installed_with_project;
use super::{Role, missing, service, sys_path};

#[test]
fn where_a_run_installs_packages() {
    let installs = |steps: &str, path: &str| of_last(steps, |last| installs_at(last, path));
    for (run, path, expected) in [
        ("pip install x", "/usr/local/lib/python3.11/site-packages", true),
        ("pip install x", "/usr/local", true),
        ("pip install x", "/usr/bin", false),
        ("pip3.11 install x", "/usr/local", true),
        ("pip-tools install x", "/usr/local", false),
        ("pip list", "/usr/local", false),
        ("uv sync", "/usr/local", true),
        ("uv sync", "/app/.venv", true),
        ("uv sync", "/srv/.venv", false),
        ("poetry install", "/app/.venv/lib", true),
        ("npm install x", "/usr/local", false),
        ("pip install --user x", "/root/.local", true),
        ("pip install x", "/root/.local", false),
        ("pip install --user x", "/srv/.local", false),
        ("pip install --target=/deps x", "/deps", true),
        ("pip install --target=/deps x", "/deps/x", true),
        ("pip install --target=/deps/x y", "/deps", true),
        ("pip install -t/deps x", "/deps", true),
        ("pip install -t /deps x", "/deps", true),
        ("pip install -tdeps x", "/app/deps", false),
        ("pip install --root / x", "/deps", false),
        ("python -m venv /v", "/v", true),
        ("python -m venv /v", "/usr/local", false),
        ("virtualenv /v", "/v", true),
        ("echo virtualenv /v", "/v", false),
        ("cp -r /a /v", "/v", true),
        ("install a /v", "/v", true),
        ("touch /v", "/v", false),
        ("apt-get install /v", "/v", false),
        ("apt-get --no-install-recommends x /v", "/v", false),
        ("echo cp /v", "/v", false),
    ] {
        let steps = format!("COPY lib .\nRUN {run}");
        assert_eq!(installs(&steps, path), expected, "{run} {path}");
    }
    // Sources are moved only where there are some.
    for (steps, expected) in [
        ("RUN cp -r /a /v", false),
        ("COPY conf.txt .\nRUN cp -r /a /v", false),
        ("COPY --from=x lib .\nRUN cp -r /a /v", false),
        ("ENV PIP_TARGET=/v\nRUN pip install x", true),
        ("ENV PIP_TARGET=/w\nRUN pip install x", false),
        ("COPY lib .\nRUN <<E\ninstall a /v\nE", true),
        ("COPY lib .\nCOPY pip /v", false),
    ] {
        assert_eq!(installs(steps, "/v"), expected, "{steps}");
    }
}

/// Its Python, directory, user, the colons in its PATH, and the name that looks like one of distroless.
#[test]
fn what_an_image_is_taken_for() {
    for (image, expected) in [
        ("gcr.io/distroless/python3-debian12", "3.11 / 0 5 -"),
        (
            "gcr.io/distroless/python3-debian12:nonroot",
            "3.11 /home/nonroot 65532 5 -",
        ),
        ("gcr.io/distroless/python3-debian12:debug", "3.11 / 0 6 -"),
        ("gcr.io/distroless/python3@sha256:a", "- - - 5 -"),
        ("gcr.io/distroless/python3", "3.13 / 0 5 -"),
        (
            "mirror.example/distroless/python3-debian12",
            "- / 0 5 mirror.example/distroless/python3-debian12",
        ),
        ("$REGISTRY/distroless/python3-debian12", "3.11 / 0 5 -"),
        (
            "$REGISTRY/distroless/python3-debian12:nonroot",
            "3.11 /home/nonroot 65532 5 -",
        ),
        ("$REGISTRY:5000/distroless/python3-debian12", "3.11 / 0 5 -"),
        ("$REGISTRY/other", "- - - - -"),
        ("cgr.dev/acme/python:latest", "- - - - cgr.dev/acme/python"),
        ("dhi.io/python:3.11", "3.11 - - - dhi.io/python"),
        ("python:3.11", "3.11 / 0 6 -"),
        ("debian:12", "- / 0 5 -"),
        ("scratch", "- / 0 - -"),
    ] {
        let found = of_last(&format!("FROM {image}\nRUN x"), |last| {
            let (stage, state) = (last.stage(), last.before());
            let look_alike = stage.analysis().look_alike();
            let path = state
                .environment()
                .known("PATH")
                .map(|path| path.matches(':').count().to_string());
            let said = [
                stage.image().python(),
                state.workdir(),
                state.user(),
                path.as_deref(),
                look_alike.as_deref(),
            ];
            said.map(|one| one.unwrap_or("-")).join(" ")
        });
        assert_eq!(found, expected, "{image}");
    }
}

#[test]
fn sources_are_found_up_to_a_limit() {
    let below = |steps: &str, directory: &str, limit: usize| {
        let found = of_last(steps, |last| last.stage().sources_below(directory, limit));
        found.map(|files| files.into_iter().map(|file| file.path).collect::<Vec<_>>().join(" "))
    };
    let all = "/app/main.py /app/lib/x.py /app/sub/lib/z.py";
    assert_eq!(below("COPY . .", "/app", 5).as_deref(), Some(all));
    // Five directories may hold some.
    assert_eq!(below("COPY . .", "/app", 4), None);
    let three = "COPY main.py /x/a.py\nCOPY main.py /x/b.py\nCOPY main.py /x/c.py";
    assert_eq!(below(three, "/x", 3).as_deref(), Some("/x/a.py /x/b.py /x/c.py"));
    assert_eq!(below(three, "/x", 2), None);
    let aside = "COPY lib /x/__pycache__\nCOPY lib /x/a.d\nCOPY lib /x/.b";
    assert_eq!(below(aside, "/x", 9).as_deref(), Some(""));
}

#[test]
fn what_a_stage_supplies() {
    for (steps, path, expected) in [
        (
            "FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/lib /app/lib",
            "/app/lib/x.py",
            "/src/lib/x.py",
        ),
        (
            "FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/lib /app/lib",
            "/app",
            "/src/lib",
        ),
        (
            "FROM python:3.11 AS b\nCOPY . /src\nFROM python:3.11\nCOPY --from=b /src/lib /app/lib",
            "/srv",
            "",
        ),
        (
            "FROM python:3.11 AS b\nRUN cp -r /a /src\nFROM python:3.11\nCOPY --from=b /src /app",
            "/app/x",
            "/src/x",
        ),
        (
            "FROM python:3.11 AS b\nRUN x\nFROM python:3.11\nCOPY --from=b /src /tmp/x\nRUN cp -r /tmp/x /app",
            "/app/y",
            "/src/y",
        ),
        (
            "FROM python:3.11 AS b\nRUN x\nFROM b AS c\nRUN x\nFROM python:3.11\nCOPY --from=c /src /app",
            "/app/y",
            "/src/y",
        ),
        (
            "FROM python:3.11 AS b\nRUN x\nFROM python:3.11\nCOPY --from=b /a /app\nCOPY --from=b /b /app",
            "/app/y",
            "/b/y /a/y",
        ),
    ] {
        let found = of_last(steps, |last| last.stage().supplied(path, last.stage().sibling(0)));
        assert_eq!(found.join(" "), expected, "{steps} {path}");
    }
}

#[test]
fn a_service_is_called_by_its_label() {
    for (label, expected) in [
        ("com.acme.service=\"My svc!\"", Some("My svc")),
        ("com.acme.other=x", None),
        ("net.acme.service=x", None),
        ("org.opencontainers.image.title=t", Some("t")),
        ("org.opencontainers.image.title=t com.acme.service=s", Some("s")),
    ] {
        let found = of_last(&format!("LABEL {label}"), |last| service::name(last.stage()));
        assert_eq!(found.as_deref(), expected, "{label}");
    }
}

#[test]
fn modules_are_looked_for_in_order() {
    let roots = |steps: &str| {
        of_last(steps, |last| {
            let service = service::service(last.stage()).unwrap();
            sys_path::roots(last.stage(), &service).map(|roots| roots.join(" "))
        })
    };
    for (steps, expected) in [
        ("CMD [\"python\", \"-m\", \"main\"]", Some("/app")),
        ("CMD [\"python\", \"lib/x.py\"]", Some("/app/lib")),
        ("CMD [\"python\", \"/x.py\"]", Some("/")),
        (
            "ENV PYTHONPATH=/x:lib::/app:/v/site-packages:/d/dist-packages\nCMD [\"python\", \"-m\", \"main\"]",
            Some("/app /x /app/lib"),
        ),
        ("ARG P\nENV PYTHONPATH=$P\nCMD [\"python\", \"-m\", \"main\"]", None),
        (
            "CMD [\"python\", \"-m\", \"uvicorn\", \"--app-dir\", \"lib\", \"main:app\"]",
            Some("/app/lib /app"),
        ),
        (
            "CMD [\"python\", \"-m\", \"gunicorn\", \"--chdir=/srv\", \"main:app\"]",
            Some("/srv /app"),
        ),
    ] {
        assert_eq!(roots(steps).as_deref(), expected, "{steps}");
    }
}

#[test]
fn why_a_file_cannot_be_shown_to_be_there() {
    for (steps, path, expected) in [
        (
            "COPY . .",
            "/srv/x.py",
            "no COPY or ADD can be shown to bring /srv/x.py, so",
        ),
        (
            "ARG X\nCOPY $X .",
            "/app/x.py",
            "a build argument says what is copied, so it cannot be shown what brings /app/x.py;",
        ),
        (
            "RUN make",
            "/app/x.py",
            "a RUN, or another image, may make or change /app/x.py, so",
        ),
    ] {
        let said = of_last(steps, |last| missing::file(last.stage(), path));
        assert!(said.starts_with(expected), "{said}");
    }
}

#[test]
fn what_pythons_entrypoint_can_be_given() {
    for (words, expected) in [
        ("-m main", true),
        ("-u", false),
        ("main.py", true),
        ("x.pyc", true),
        ("bin/x", true),
        ("conf", true),
        ("missing", false),
        ("python main.py", false),
        ("tini -- main.py", false),
        ("/usr/bin/tini -- main.py", false),
        ("/opt/tool", false),
        ("/opt/d/tool", false),
        ("/opt/other", true),
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let steps = "COPY . .\nCOPY --from=x /tool /opt/tool\nCOPY --from=x /tool /opt/d";
        let found = of_last(steps, |last| is_for_base_python(last.stage(), &words));
        assert_eq!(found, expected, "{words:?}");
    }
    assert!(!of_last("COPY . .", |last| is_for_base_python::<&str>(
        last.stage(),
        &[]
    )));
}

#[test]
fn arrays_are_told_from_tests() {
    for (text, expected) in [
        ("['a']", true),
        ("[\"a\",]", true),
        ("[ 'a', 'b' ]", true),
        ("[ 'a' ]", false),
        ("[ \"$A\" ]", false),
        ("[ 'a' 'b', 'c' ]", false),
        ("[ -f a ]", false),
        ("x", false),
    ] {
        assert_eq!(is_array(text), expected, "{text}");
    }
}

#[test]
fn a_project_brings_itself_and_what_it_depends_on() {
    let text = "[project]\nname = 'a'\ndependencies = ['b>1', 'c']";
    assert_eq!(installed_with_project(text), ["a", "b>1", "c"]);
    assert!(installed_with_project("[tool.poetry]\nname = 'a'").is_empty() && installed_with_project("[").is_empty());
}

#[test]
fn an_instruction_may_stand_on_the_next_line() {
    for (steps, expected) in [
        ("RUN a\nRUN b", true),
        ("RUN a\n\nRUN b", false),
        ("RUN a\n# c\nRUN b", false),
        ("RUN a\n  RUN b", true),
    ] {
        assert_eq!(of_last(steps, |last| last.is_on_next_line()), expected, "{steps}");
    }
}

#[test]
fn what_each_stage_is_for() {
    let runtime = "FROM gcr.io/distroless/python3-debian12";
    for (builder, copy, expected) in [
        (
            "RUN pip install x",
            "/usr/local/lib/python3.11/site-packages /p",
            Role::Builder,
        ),
        ("RUN pip install -t /deps x", "/deps /p", Role::Builder),
        ("RUN pip install -t /deps x", "/deps/x /p", Role::Builder),
        ("RUN pip install -t /deps x", "/ /", Role::Builder),
        ("RUN pip install -t /deps x", "/opt /p", Role::Other),
        ("COPY lib /srv", "/srv /srv", Role::Builder),
        ("COPY lib /srv", "/srv/x /srv/x", Role::Builder),
        ("COPY lib /srv", "/opt/tool /opt/tool", Role::Other),
        ("COPY conf.txt /srv", "/srv /srv", Role::Other),
        ("COPY main.py /srv/", "/srv /srv", Role::Builder),
        ("COPY lib /usr/share/x", "/usr/share /usr/share", Role::Other),
        ("COPY --from=x /lib /srv", "/srv /srv", Role::Other),
        ("COPY lib /opt", "/opt/tool /usr/bin/", Role::Other),
        ("COPY lib /opt", "/opt/tool /usr/bin/tool", Role::Other),
        ("COPY lib /opt", "/opt/tool.x /usr/bin/", Role::Builder),
        ("COPY lib /opt", "/opt/* /usr/bin/", Role::Builder),
        ("COPY lib /opt", "/opt/bin /usr/bin/", Role::Builder),
        ("COPY lib /opt", "/opt/tool /srv", Role::Builder),
        ("RUN x", "/x/site-packages /p", Role::Builder),
        ("RUN x", "/x/venv /p", Role::Builder),
        ("RUN x", "/root/.local /p", Role::Builder),
        ("RUN x", "/x/wheels /p", Role::Builder),
        ("RUN x", "/x/app.py /p", Role::Builder),
        ("RUN x", "/x /p", Role::Other),
    ] {
        let steps = format!("FROM debian:12 AS b\n{builder}\n{runtime}\nCOPY --from=b {copy}");
        let role = of_last(&steps, |last| last.stage().sibling(0).role());
        assert_eq!(role, expected, "{builder} {copy}");
    }
}

#[test]
fn a_registry_that_only_the_build_knows_hides_no_tag() {
    for (image, expected) in [
        ("$R/distroless/python3-debian12:debug-nonroot", (Some(true), true)),
        ("$R/distroless/python3-debian12:debug", (Some(false), true)),
        ("$R/distroless/python3-debian12", (Some(false), false)),
        ("$R/distroless/python3-debian12@sha256:0123", (None, false)),
    ] {
        let steps = format!("ARG R\nFROM {image}\nUSER 1");
        let told = of_last(&steps, |one| {
            (one.stage().image().is_nonroot(), one.stage().image().is_debug())
        });
        assert_eq!(told, expected, "{image}");
    }
}
