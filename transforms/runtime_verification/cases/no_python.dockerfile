FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY tool /app/tool
ENTRYPOINT ["/app/tool"]
