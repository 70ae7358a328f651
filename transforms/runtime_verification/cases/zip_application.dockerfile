FROM gcr.io/distroless/python3-debian12
COPY app.pyz /app/app.pyz
CMD ["/usr/bin/python3.11", "/app/app.pyz"]
ENTRYPOINT []
