FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY src/ /app/src/
COPY --from=deps:latest /site-packages /usr/local/lib/python3.11/site-packages
ENV PYTHONPATH=/usr/local/lib/python3.11/site-packages
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-m", "uvicorn", "main:app", "--app-dir=src"]
