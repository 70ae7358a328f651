FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py helper.py /app/
RUN ["/usr/bin/python3.11", "-c", "import os; assert os.path.isfile('/app/main.py')"]
CMD ["/usr/bin/python3.11", "/app/main.py"]
