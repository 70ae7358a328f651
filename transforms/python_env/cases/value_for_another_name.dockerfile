FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
ENV PLUGINS=${PYTHONPATH:-/app/plugins}
CMD ["/app/main.py"]
