FROM python:3.13-slim-trixie AS builder
RUN apt-get update && apt-get install -y --no-install-recommends tini
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian13:nonroot
COPY --from=builder /usr/bin/tini /usr/bin/tini
COPY --from=builder /app /app
CMD ["/app/main.py"]
