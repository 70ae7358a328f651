ARG BASE_DIR
FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ARG BASE_DIR
COPY main.py /app/
ENV PATH=$BASE_DIR/bin:/usr/bin
ENTRYPOINT []
CMD ["python3", "/app/main.py"]
