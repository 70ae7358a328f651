FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONUNBUFFERED=0 LANG=de_DE.UTF-8 PATH=/usr/local/bin:/usr/bin:/bin PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=/usr/local/lib/python3.11/site-packages PYTHONIOENCODING=utf-8 LC_ALL=de_DE.UTF-8
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
