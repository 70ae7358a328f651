FROM gcr.io/distroless/python3-debian12
COPY main.py health.py /app/
HEALTHCHECK CMD "python3 /app/health.py"
CMD ["/app/main.py"]
