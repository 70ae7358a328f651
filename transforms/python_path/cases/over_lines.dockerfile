FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENTRYPOINT []
CMD [ "python3" , \
  # the entrypoint
  "/app/main.py" ]
