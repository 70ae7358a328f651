FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY tool .
CMD ["tool", "--port", "80"]
