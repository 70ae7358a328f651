FROM python:3.11-slim-bookworm AS builder
RUN apt update \
 && DEBIAN_FRONTEND=noninteractive apt install -y \
      # a compiler
      gcc \
      # pip
      python3-pip \
 && apt install -y curl \
      git
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
