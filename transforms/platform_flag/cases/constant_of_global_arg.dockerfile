ARG TARGETPLATFORM=linux/arm64
FROM --platform=linux/arm64 gcr.io/distroless/python3-debian12
COPY main.py /
