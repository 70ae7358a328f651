FROM gcr.io/distroless/python3-debian12 AS base
CMD ["/app/a.py"]
ONBUILD CMD ["/app/main.py"]

FROM base
COPY main.py /app/main.py
