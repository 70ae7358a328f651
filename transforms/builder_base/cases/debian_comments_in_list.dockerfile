FROM debian:12-slim AS builder
RUN apt update \
 && DEBIAN_FRONTEND=noninteractive apt install -y \
      # a compiler
      gcc \
	  python3 \
      # pip
      python3-pip \
 && apt install -y curl python3 \
      git
WORKDIR /app
COPY requirements.txt main.py ./
RUN pip install --target=/deps -r requirements.txt

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /deps /deps
COPY --from=builder /app /app
CMD ["/app/main.py"]
