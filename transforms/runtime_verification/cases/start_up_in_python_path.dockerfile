FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/otel
COPY otel /otel
COPY main.py /app/main.py
CMD ["/app/main.py"]
