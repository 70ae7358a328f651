FROM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY main.py helper.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]

FROM base AS web
EXPOSE 80

FROM base AS admin
EXPOSE 81

FROM base AS job
CMD ["/usr/bin/python3.11", "/app/helper.py"]

FROM base AS more
COPY more.py /app/more.py
CMD ["/usr/bin/python3.11", "/app/more.py"]
