FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=tools /busybox /busybox
COPY main.py /app/
HEALTHCHECK CMD ["/busybox/sh", "-c", "/app/health.sh"]
CMD ["/usr/bin/python3", "/app/main.py"]
