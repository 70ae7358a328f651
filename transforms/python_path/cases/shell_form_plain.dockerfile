FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
RUN python3 -m py_compile '/app/my file.py'
ENTRYPOINT []
CMD python3 /app/main.py --flag "a b"
