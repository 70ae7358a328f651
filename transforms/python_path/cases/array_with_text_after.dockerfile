FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT []
CMD ["python3", "/app/main.py"] # starts it
