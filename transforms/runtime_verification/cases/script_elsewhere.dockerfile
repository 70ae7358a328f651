FROM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY . .
COPY tools /tools
RUN cd /tools && ./make.sh

FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY --from=builder /build/app /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
