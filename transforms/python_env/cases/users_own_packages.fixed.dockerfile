FROM python:3.11-slim-bookworm AS builder
RUN pip install --user requests

FROM gcr.io/distroless/python3-debian12:nonroot
ENV PYTHONUNBUFFERED=1
ENV PATH=/usr/local/bin:/usr/bin:/bin
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages
ENV PYTHONIOENCODING=utf-8
ENV LANG=C.UTF-8
ENV LC_ALL=C.UTF-8
COPY --from=builder /root/.local /home/nonroot/.local
CMD ["/usr/bin/python3.11", "/app/main.py"]
