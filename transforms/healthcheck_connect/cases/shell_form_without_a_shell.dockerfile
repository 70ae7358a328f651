FROM gcr.io/distroless/python3-debian12
COPY app /app
HEALTHCHECK CMD test -f /tmp/ready
CMD ["/app/main.py"]
