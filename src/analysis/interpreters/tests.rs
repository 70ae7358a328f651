//! What the instructions of a stage put at the path of a program.

use super::Brought;
use crate::analysis::origin::moment::Moment;
use crate::analysis::origin::tests::{of_last, table};

#[test]
fn what_a_stage_brings_to_the_path_of_a_python() {
    let cases = r"
    # Venvs.
    RUN python -m venv /v | /v/bin/python | link /usr/local/bin/python
    RUN python -m venv /v | /v/bin/python3 | link python
    RUN python3 -m venv /v | /v/bin/python3 | link /usr/local/bin/python3
    RUN python3 -m venv /v | /v/bin/python | link python3
    RUN python -m venv /v | /w/bin/python | nothing
    RUN python -m venv v | /app/v/bin/python | link /usr/local/bin/python
    RUN python -m venv --copies /v | /v/bin/python | perhaps
    RUN /usr/local/bin/python3.11 -m venv /v | /v/bin/python3.11 | link /usr/local/bin/python3.11
    RUN python -m virtualenv /v | /v/bin/python | link /usr/local/bin/python
    RUN virtualenv /v | /v/bin/python | link /usr/local/bin/python3
    RUN virtualenv --always-copy /v | /v/bin/python | perhaps
    RUN virtualenv -p /usr/bin/python3 /v | /v/bin/python | link /usr/bin/python3
    RUN virtualenv --python /usr/bin/python3 /v | /v/bin/python | link /usr/bin/python3
    RUN virtualenv --python=/usr/bin/python3 /v | /v/bin/python | link /usr/bin/python3
    RUN virtualenv --python=python3 /v | /v/bin/python | link /usr/local/bin/python3
    RUN uv venv | /app/.venv/bin/python | link /usr/local/bin/python3
    RUN uv venv /v | /v/bin/python | link /usr/local/bin/python3
    RUN uv sync | /app/.venv/bin/python | link /usr/local/bin/python3
    RUN uv run x | /app/.venv/bin/python | link /usr/local/bin/python3
    RUN uv lock | /app/.venv/bin/python | nothing
    RUN poetry install | /app/.venv/bin/python | link /usr/local/bin/python3
    RUN pdm sync | /app/.venv/bin/python | link /usr/local/bin/python3
    RUN pipenv lock | /app/.venv/bin/python | nothing
    ENV UV_PROJECT_ENVIRONMENT=/v\nRUN uv sync | /v/bin/python | link /usr/local/bin/python3
    ENV UV_PYTHON=/usr/bin/python3\nRUN uv venv /v | /v/bin/python | link /usr/bin/python3
    ENV UV_PYTHON_PREFERENCE=managed\nRUN uv venv /v | /v/bin/python | perhaps
    FROM debian:12\nRUN virtualenv /v | /v/bin/python | link /usr/bin/python3
    FROM ghcr.io/astral-sh/uv:python3.11\nRUN uv venv /v | /v/bin/python | link /usr/local/bin/python3
    FROM other\nRUN virtualenv /v | /v/bin/python | perhaps
    RUN echo venv /v | /v/bin/python | nothing
    # Links and copies.
    RUN ln -s /usr/bin/python3 /x/python | /x/python | link /usr/bin/python3
    RUN ln --symbolic /usr/bin/python3 /x/python | /x/python | link /usr/bin/python3
    RUN ln --backup-s /usr/bin/python3 /x/python | /x/python | perhaps
    RUN ln /usr/bin/python3 /x/python | /x/python | perhaps
    RUN ln -s $P /x/python | /x/python | perhaps
    RUN ln -s /usr/bin/python3 /x | /x/python3 | link /usr/bin/python3
    RUN ln -s /usr/bin/python3 /x | /x/python | nothing
    RUN ln -s /usr/bin/python3 /y | /x/python3 | nothing
    RUN cp -s /usr/bin/python3 /x/python | /x/python | perhaps
    RUN mv /usr/bin/python3 /x/python | /x/python | perhaps
    RUN ln -s /usr/bin/python3 /x/python && cp -L /x/python /y/python | /y/python | perhaps
    RUN python -m venv /v && cp -rL /v /w | /w/bin/python3 | perhaps
    RUN ln -s /usr/bin/python3 /x/python && cp -r /x /y | /y/python | link /usr/bin/python3
    RUN python -m venv /v && rsync -a /v/ /w/ | /w/bin/python3 | link python
    RUN python -m venv /v && rsync --dereference /v/ /w/ | /w/bin/python3 | perhaps
    RUN python -m venv /v && rsync --force /v/ /w/ | /w/bin/python3 | link python
    # Debian's own.
    FROM debian:12\nRUN apt-get install -y python3 | /usr/bin/python3 | debian 3.11
    FROM debian:12\nRUN apt-get install -y python3 | /bin/python3 | debian 3.11
    FROM debian:12\nRUN apt-get install -y python3 | /usr/bin/python3.9 | debian 3.9
    FROM debian:12\nRUN apt-get install -y python3 | /usr/bin/tool | perhaps
    FROM debian:12\nRUN apt-get install -y python3 | /usr/local/bin/python3 | nothing
    FROM debian:12\nRUN apt-get install -y tini | /usr/bin/python3 | perhaps
    FROM debian:12\nRUN apt-get update python3 | /usr/bin/python3 | perhaps
    FROM debian:x\nRUN apt-get install -y python3 | /usr/bin/python3 | perhaps
    FROM debian:bookworm-slim\nRUN apt install -y python3 | /usr/bin/python3 | debian 3.11
    FROM other\nRUN apt-get install -y python3 | /usr/bin/python3 | perhaps
    FROM scratch\nRUN apt-get install -y python3 | /usr/bin/python3 | nothing
    # COPYs.
    COPY main.py /x/python | /x/python | perhaps
    COPY lib /x | /x/python | nothing
    COPY lib /x | /x/x.py | perhaps
    COPY main.py $X | /app/python | nothing
    COPY --from=other /x /x | /x/python | perhaps
    FROM python:3.11-slim AS b\nRUN python -m venv /v\nFROM python:3.11-slim\nCOPY --from=b /v /w | /w/bin/python3 | link python
    FROM python:3.11-slim AS b\nRUN python -m venv /v\nFROM python:3.11-slim\nCOPY --from=b /v/bin/python3 /w | /w | perhaps
    FROM python:3.11-slim AS b\nRUN python -m venv /v\nFROM python:3.11-slim\nCOPY --from=b /x /w | /w/bin/python | nothing
    FROM python:3.11-slim AS b\nRUN python -m venv /v\nFROM b\nRUN echo | /v/bin/python3 | link python
    # What an image has.
    FROM python:3.11-slim\nRUN x | /usr/bin/python3 | nothing
    FROM python:3.11-alpine\nRUN x | /bin/python3 | nothing
    FROM python:3.11-bookworm\nRUN x | /usr/bin/python3 | debian 3.11
    FROM python:3.11-bookworm\nRUN x | /bin/python3.12 | debian 3.12
    FROM python:3.11\nRUN x | /usr/bin/python3 | perhaps
    FROM python:3.11\nRUN x | /usr/local/bin/python3 | perhaps
    FROM python:3.11\nRUN x | /v/bin/python3 | nothing
    FROM debian:12\nRUN x | /usr/local/bin/python3 | nothing
    FROM debian:12\nRUN x | /usr/bin/python3 | perhaps
    FROM other\nRUN x | /usr/bin/python3 | perhaps
    FROM other\nRUN x | /v/bin/python3 | nothing
    FROM scratch\nRUN x | /usr/bin/python3 | nothing
    FROM $X\nRUN x | /usr/bin/python3 | nothing
    FROM $X\nRUN x | /v/bin/python3 | perhaps
    FROM gcr.io/distroless/python3-debian12\nRUN x | /usr/bin/python3 | nothing
    ";
    for (steps, program, expected) in table(cases) {
        let found = match of_last(&steps, |last| Moment::from(last.after()).brought(program)) {
            Brought::Link(target) => format!("link {target}"),
            Brought::Debian(version) => format!("debian {version}"),
            other => format!("{other:?}").to_lowercase(),
        };
        assert_eq!(found, expected, "{steps} {program}");
    }
}
