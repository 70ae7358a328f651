FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/

# lucid-fix ignore=LF003
# Start the service
CMD ["python3", "/app/main.py"]
