FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12:debug
COPY main.py /app/
RUN python3 -m compileall /app && echo done
CMD ["/usr/bin/python3.11", "/app/main.py"]
