FROM gcr.io/distroless/python3-debian12
COPY main.py health.py /app/
HEALTHCHECK CMD ["CMD-SHELL", "python3 /app/health.py || exit 1"]
CMD ["/app/main.py"]
