FROM gcr.io/distroless/python3-debian12
ENV PYTHONDONTWRITEBYTECODE=1
COPY main.py settings.py /app/

# What the service needs.
ENV KEY=12
CMD ["/usr/bin/python3.11", "/app/main.py"]
