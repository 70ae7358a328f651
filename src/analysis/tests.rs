//! What images and RUNs tell of themselves.

use super::installs::installs_at;
use super::origin::tests::of_last;

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
