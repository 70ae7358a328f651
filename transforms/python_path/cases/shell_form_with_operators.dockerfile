FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT []
HEALTHCHECK CMD python3 /app/check.py || exit 1
CMD cd /app && python3 main.py
