FROM gcr.io/distroless/python3-debian12
ENV SERVICE=api
COPY services/${SERVICE}/ /app/
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
