FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG PACKAGES=/deps/site-packages
ENV PYTHONPATH=/app:$PACKAGES PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONIOENCODING=utf-8 LANG=C.UTF-8 LC_ALL=C.UTF-8 PATH=/usr/bin
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
