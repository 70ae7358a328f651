FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
ENV PATH=/usr/local/bin:/usr/bin:/bin
ENV PYTHONPATH=/app
ENV LANG=C.UTF-8
ENV LC_ALL=C.UTF-8
ENV SERVICE_NAME=x

# Expose port
EXPOSE 80
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
