FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG VERSION=1
ENV APP_HOME=/app
LABEL version=$VERSION
WORKDIR $APP_HOME
COPY main.py .
CMD ["/usr/bin/python3.11", "main.py"]
