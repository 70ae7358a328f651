FROM gcr.io/distroless/python3@sha256:a79c243bfb51021d2d08f6ea977396c3f1f416a49566306397776e6710a0735e
COPY main.py /app/main.py
RUN ["/usr/bin/python3", "-c", "print(1)"]
RUN ["python3.11", "-c", "print(1)"]
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/health.py"]
ENTRYPOINT []
CMD ["/usr/bin/python3", "/app/main.py"]
