FROM golang:1.22 AS agent
WORKDIR /src
COPY . .
RUN go build -o /src/agent .

FROM python:3.11-slim-bookworm AS builder
COPY main.py /app/

FROM gcr.io/distroless/python3-debian12
COPY --from=agent /src/agent /usr/bin/agent
COPY --from=builder /app /app
CMD ["/app/main.py"]
