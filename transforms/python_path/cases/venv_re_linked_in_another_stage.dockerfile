FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /opt
RUN python -m venv venv

FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS assemble
COPY --from=builder /opt/venv /srv/venv
RUN cd /srv/venv/bin && ln -sfn /usr/bin/python3.11 python

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PATH=/srv/venv/bin:$PATH
COPY --from=assemble /srv /srv
COPY main.py /app/
ENTRYPOINT []
CMD ["python3", "/app/main.py"]
