FROM python:3.11-slim-bookworm AS builder
COPY main.py /

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /main.py /main.py
CMD ["/main.py"]
