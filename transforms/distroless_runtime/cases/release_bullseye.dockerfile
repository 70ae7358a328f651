FROM python:3.9.18-slim-bullseye AS builder
COPY . /app
RUN pip install -r /app/requirements.txt

FROM node:22-bookworm AS web
RUN npm run build

FROM gcr.io/distroless/python3-debian11
COPY --from=builder /usr/local/lib/python3.9/site-packages /usr/local/lib/python3.9/site-packages
COPY --from=builder /app /app
COPY --from=web /dist /app/static
ENV PYTHONPATH=/usr/local/lib/python3.9/site-packages
ENTRYPOINT ["/usr/bin/python3.9", "/app/main.py"]
