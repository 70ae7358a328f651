FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG NAME=Orders
LABEL org.opencontainers.image.title="$NAME API (it's v2)"
COPY main.py helper.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
