FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG APP_HOME=/app
WORKDIR $APP_HOME
COPY main.py .
CMD ["/usr/bin/python3.11", "main.py"]
