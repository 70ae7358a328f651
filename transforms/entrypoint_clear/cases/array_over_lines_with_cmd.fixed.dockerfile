FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY main.py /app/
CMD [ \
  "/usr/bin/python3.11", \
  "-u", "/app/main.py", \
  "--port", "80" \
]
ENTRYPOINT []
