FROM python:3.11-slim-bookworm AS builder
ARG PYTHON_VERSION=3.11
WORKDIR /app
COPY . .
RUN pip install --user -r requirements.txt

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /root/.local /home/nonroot/.local
COPY --from=builder /app /app
ENV PYTHONPATH=/app:/home/nonroot/.local/lib/python3.11/site-packages
CMD ["/app/main.py"]
