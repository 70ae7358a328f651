FROM gcr.io/distroless/python3-debian12 AS base
ONBUILD ENV PYTHONPATH=/app/lib

FROM base
COPY main.py /app/
CMD ["/app/main.py"]
