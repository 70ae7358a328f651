FROM debian:12 AS builder
RUN apt-get update && apt-get install -y python3 python3-venv
COPY . /app
RUN cd /app && python3 -m venv env

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
