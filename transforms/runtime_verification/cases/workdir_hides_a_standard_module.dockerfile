FROM python:3.11-slim-bookworm AS builder
RUN pip install --target=/deps six==1.16.0
COPY . /srv
FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
ENV PYTHONPATH=/deps
COPY --from=builder /deps /deps
COPY --from=builder /srv /srv
CMD ["/srv/bin/run.py"]
