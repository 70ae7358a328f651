# `-m venv` names no directory: nothing is known of /venv.
FROM python:3.11-slim-bookworm AS builder
RUN python3 -m venv /opt/made
RUN --mount=from=tools,target=/tools /tools/unpack /venv

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/venv/lib/python3.11/site-packages
COPY --from=builder /venv /venv
ENTRYPOINT []
CMD ["/venv/bin/python3", "/app/main.py"]
