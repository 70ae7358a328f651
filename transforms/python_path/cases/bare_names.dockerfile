FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
RUN ["python3", "-m", "py_compile", "/app/main.py"]
HEALTHCHECK --interval=30s CMD ["python", "-c", "print('python3')"]
ENTRYPOINT ["/usr/bin/tini", "--", "/usr/bin/python3", "/app/main.py"]
