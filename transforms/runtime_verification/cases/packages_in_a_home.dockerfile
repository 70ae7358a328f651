FROM python:3.11-slim-bookworm AS builder
RUN pip install --user six

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /root/.local /home/nonroot/.local
COPY main.py /app/main.py

USER 65532:65532
CMD ["/usr/bin/python3.11", "/app/main.py"]
