FROM gcr.io/distroless/python3-debian12
COPY --from=registry.example/tools /app /app
CMD ["/app/main.py"]
