FROM example.com/team/python:3.12 AS builder
COPY . /app

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
