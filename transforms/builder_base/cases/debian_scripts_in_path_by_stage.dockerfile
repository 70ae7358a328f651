FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y --no-install-recommends \
    python3-pip \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip3 install --break-system-packages --target=/deps -r requirements.txt

FROM python:3.11-slim-bookworm AS assemble
COPY --from=builder /deps /out/deps
COPY --from=builder /app /out/app

FROM gcr.io/distroless/python3-debian12 AS base
ARG ROOT=/opt/service
ENV DEPS=$ROOT/deps
ENV PYTHONPATH=$DEPS PATH=$DEPS/bin:$PATH

FROM base
COPY --from=assemble /out /opt/service
CMD ["/opt/service/app/main.py"]
