FROM gcr.io/distroless/python3-debian12 AS base
ONBUILD ENTRYPOINT ["/usr/bin/tini", "--", "/usr/bin/python3.11"]

FROM base
COPY main.py /app/main.py
CMD ["/app/main.py"]
