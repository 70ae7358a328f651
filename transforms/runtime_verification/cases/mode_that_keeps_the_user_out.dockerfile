FROM gcr.io/distroless/python3-debian12:nonroot
COPY --chown=0:2000 --chmod=0640 main.py /app/
CMD ["/app/main.py"]
