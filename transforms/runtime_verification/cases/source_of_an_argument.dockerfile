ARG SERVICE=api
FROM gcr.io/distroless/python3-debian12
ARG SERVICE
COPY services/${SERVICE}/ /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
