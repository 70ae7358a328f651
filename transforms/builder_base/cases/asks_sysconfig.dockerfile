FROM debian:12-slim AS b
WORKDIR /app
RUN apt-get update && apt-get install -y --no-install-recommends python3
COPY . .
RUN python3 gen.py > ver.py
FROM gcr.io/distroless/python3-debian12
COPY --from=b /app /app
WORKDIR /app
CMD ["main.py"]
