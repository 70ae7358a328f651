FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV A=1 PYTHONPATH=/app \
    C=3 D=4
COPY main.py /app/
