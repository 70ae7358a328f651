FROM gcr.io/distroless/python3-debian12 AS base
COPY main.py /app/
ENTRYPOINT ["/usr/bin/python3.11", "/app/main.py"]

FROM base AS a
CMD ["--mode", "a"]

FROM base AS b
CMD ["--mode", "b"]
