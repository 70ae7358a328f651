FROM python:3.11-slim-bookworm AS builder
WORKDIR /src
COPY . .
RUN pip install --target=/opt/app .

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/opt/app
COPY --from=builder /opt/app /opt/app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "acme.hello.cli"]
