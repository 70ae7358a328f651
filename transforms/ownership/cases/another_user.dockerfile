FROM gcr.io/distroless/python3-debian12 AS base
COPY main.py /usr/src/app/main.py

FROM base
USER 107
CMD ["/usr/src/app/main.py"]
