FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=tools /usr/bin /usr/bin
COPY main.py /app/
HEALTHCHECK CMD ["curl", "-f", "http://localhost:8080/health"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
