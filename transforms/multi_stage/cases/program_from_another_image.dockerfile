FROM gcr.io/distroless/python3-debian12
COPY --from=busybox:1.36 /bin/busybox /busybox/bin/sh
COPY --from=ghcr.io/astral-sh/uv:latest /uv /usr/local/bin/uv
COPY main.py /app/main.py
CMD ["/app/main.py"]
