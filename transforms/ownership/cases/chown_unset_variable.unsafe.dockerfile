FROM gcr.io/distroless/python3-debian12
COPY --chown=$NOSUCH main.py /app/
USER 65532:65532
CMD ["/app/main.py"]
