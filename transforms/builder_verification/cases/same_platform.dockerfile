# Both stages are for one other platform, and the builder runs there already: a check asks for no more emulation.
FROM --platform=linux/arm64 python:3.11-slim-bookworm AS builder
WORKDIR /app
COPY requirements.txt ./
RUN pip install --no-cache-dir --target /deps -r requirements.txt
COPY main.py ./

FROM --platform=linux/arm64 gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
ENV PYTHONPATH=/deps
CMD ["/app/main.py"]
