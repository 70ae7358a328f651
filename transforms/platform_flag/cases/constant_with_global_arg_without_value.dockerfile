ARG TARGETPLATFORM=
FROM --platform=linux/amd64 gcr.io/distroless/python3-debian12
COPY main.py /app/
