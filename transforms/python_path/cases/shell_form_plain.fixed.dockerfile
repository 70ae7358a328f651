FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
RUN ["/usr/bin/python3.11", "-m", "py_compile", "/app/my file.py"]
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py", "--flag", "a b"]
