FROM registry.access.redhat.com/ubi9/ubi-minimal AS builder
RUN microdnf install -y python3
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
