FROM python:3.11-slim-bookworm AS builder
RUN python3 -m venv /opt/made && cp -a /opt/made /opt/middle
RUN cp -r /opt/middle /opt/copy

FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/opt/copy/lib/python3.11/site-packages
COPY --from=builder /opt/copy /opt/copy
ENTRYPOINT []
CMD ["/opt/copy/bin/python3", "/app/main.py"]
