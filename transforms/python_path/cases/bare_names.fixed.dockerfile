FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
RUN ["/usr/bin/python3.11", "-m", "py_compile", "/app/main.py"]
HEALTHCHECK --interval=30s CMD ["/usr/bin/python3.11", "-c", "print('python3')"]
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/bin/python3.11", "/app/main.py"]
