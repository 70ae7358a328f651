FROM gcr.io/distroless/python3-debian13
COPY main.py /app/main.py
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8000/health"]
CMD ["/app/main.py"]
