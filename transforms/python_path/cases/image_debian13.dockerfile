FROM gcr.io/distroless/python3-debian13
COPY main.py /app/main.py
HEALTHCHECK CMD ["/usr/bin/python3.13", "/app/health.py"]
ENTRYPOINT []
CMD ["python3.13", "/app/main.py"]
