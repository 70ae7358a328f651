FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/main.py
FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
RUN ["/usr/bin/python3.11", "-O", "-c", "import os; assert os.path.exists('/app/main.py')"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
