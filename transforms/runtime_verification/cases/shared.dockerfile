FROM gcr.io/distroless/python3-debian12 AS base
COPY main.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]

FROM base AS api
ENV ROLE=api

FROM base AS worker
ENV ROLE=worker
