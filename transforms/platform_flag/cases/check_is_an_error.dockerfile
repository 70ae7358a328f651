# check=skip=StageNameCasing;error=true
FROM python:3.11-slim-bookworm AS builder
FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
CMD ["/app/main.py"]
