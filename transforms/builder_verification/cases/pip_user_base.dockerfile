FROM python:3.11-slim-bookworm AS builder
RUN PYTHONUSERBASE=/ub pip install --user six

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /ub/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
CMD ["-m", "six"]
