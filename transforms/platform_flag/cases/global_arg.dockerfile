ARG TARGETPLATFORM=linux/arm64
FROM gcr.io/distroless/python3-debian12
COPY main.py /
