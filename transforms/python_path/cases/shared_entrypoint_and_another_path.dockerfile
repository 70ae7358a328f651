FROM gcr.io/distroless/python3-debian12 AS base
COPY main.py /app/
ENTRYPOINT ["python3", "/app/main.py"]

FROM base AS a
ENV PATH=/opt/python/bin:/usr/bin:/bin
CMD ["--mode", "a"]
