FROM gcr.io/distroless/python3-debian12
RUN python3 -c "import sys" && \
    python3 --version
COPY --from=busybox:1.36 /bin/busybox /bin/sh
RUN python3 -c "import sys" && \
    python3 --version
CMD ["/app/main.py"]
