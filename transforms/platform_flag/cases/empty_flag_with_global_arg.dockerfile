ARG TARGETPLATFORM
FROM --platform= gcr.io/distroless/python3-debian12
COPY main.py /app/
