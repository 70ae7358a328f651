FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY app /app
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "service.main"]
