FROM debian:12 AS builder
RUN apt-get update && apt-get install -y python3 python3-venv
COPY . /app
RUN cd /app
RUN python3 -m venv env && env/bin/pip install flask

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
