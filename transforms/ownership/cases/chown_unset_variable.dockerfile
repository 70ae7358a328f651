FROM gcr.io/distroless/python3-debian12
COPY --chown=$NOSUCH main.py /app/
CMD ["/app/main.py"]
