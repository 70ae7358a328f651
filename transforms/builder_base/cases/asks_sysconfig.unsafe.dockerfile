FROM python:3.11-slim-bookworm AS b
WORKDIR /app
COPY . .
RUN python3 gen.py > ver.py
FROM gcr.io/distroless/python3-debian12
COPY --from=b /app /app
WORKDIR /app
CMD ["main.py"]
