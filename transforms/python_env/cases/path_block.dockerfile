FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV A=b \
    PATH=/opt/bin:$PATH
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
