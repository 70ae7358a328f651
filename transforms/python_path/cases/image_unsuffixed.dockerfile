FROM gcr.io/distroless/python3:nonroot
COPY main.py /app/main.py
HEALTHCHECK CMD ["/usr/bin/python3.11", "/app/health.py"]
ENTRYPOINT []
CMD ["python3", "/app/main.py"]
