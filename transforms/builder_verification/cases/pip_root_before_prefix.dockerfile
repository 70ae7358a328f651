FROM python:3.11-slim-bookworm AS builder
RUN pip install --root=/rootfs --prefix=/usr six

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /rootfs/usr/lib/python3.11/site-packages /usr/local/lib/python3.11/site-packages
CMD ["-m", "six"]
