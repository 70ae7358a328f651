FROM gcr.io/distroless/python3-debian12 AS base
COPY main.py /app/
CMD ["/app/main.py"]

FROM base AS a
ENV A=1

FROM base AS b
ENV B=1

FROM base
