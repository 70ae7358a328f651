FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
CMD ["-m", "cProfile", "/app/main.py"]
