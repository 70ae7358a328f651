FROM gcr.io/distroless/python3-debian12 AS base
ONBUILD CMD ["/app/a.py"]

FROM base
COPY main.py /app/main.py
CMD ["/app/main.py"]
