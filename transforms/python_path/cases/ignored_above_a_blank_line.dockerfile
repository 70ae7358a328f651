FROM gcr.io/distroless/python3-debian12
COPY main.py /app/

# lucid-fix ignore=LF003 the launcher picks its own Python

# Started by the launcher
CMD ["python3", "/app/main.py"]
