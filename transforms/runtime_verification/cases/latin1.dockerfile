FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
ENV PYTHONIOENCODING=latin-1
COPY main.py helper.py /app/
CMD ["/usr/bin/python3.11", "/app/main.py"]
