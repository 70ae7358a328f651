FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
# The launcher picks its own Python.
# lucid-fix ignore=LF003 the launcher picks its own Python
ENTRYPOINT ["python3", "/app/main.py"]
