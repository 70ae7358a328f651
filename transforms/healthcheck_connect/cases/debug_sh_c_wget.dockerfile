FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:debug-nonroot
COPY main.py /app/
HEALTHCHECK CMD ["/busybox/sh", "-c", "wget -q --spider http://localhost:8000/health || exit 1"]
CMD ["/usr/bin/python3", "/app/main.py"]
