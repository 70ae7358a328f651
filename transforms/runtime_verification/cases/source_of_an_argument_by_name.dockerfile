ARG SERVICE=api
FROM gcr.io/distroless/python3-debian12
ARG SERVICE
COPY services/${SERVICE}/main.py /app/main.py
COPY common.py /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
