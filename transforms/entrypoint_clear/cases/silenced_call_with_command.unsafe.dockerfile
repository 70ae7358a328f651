FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
# lucid-fix ignore=LF003 the launcher picks its own Python
ENTRYPOINT []
# lucid-fix ignore=LF003 the launcher picks its own Python
# Where it listens.
CMD ["python3", "/app/main.py", "--port", "80"]
