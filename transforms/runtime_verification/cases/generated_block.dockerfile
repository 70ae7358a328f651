FROM gcr.io/distroless/python3-debian12:nonroot
# LUCID_RUNTIME_COPY_BEGIN
# Generated: do not edit.
COPY main.py /app/main.py
ENV MODE=web
# LUCID_RUNTIME_COPY_END
# The command
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]
