FROM gcr.io/distroless/python3-debian12:debug
COPY main.py /app/main.py
RUN ["/busybox/mkdir", "-p", "/app/data"]
SHELL ["/busybox/sh", "-c"]
RUN echo "DATA_DIRECTORY_$(date +%s)" > /app/data/.keep
CMD ["/app/main.py"]
