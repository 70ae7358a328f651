FROM gcr.io/distroless/python3-debian12:nonroot
COPY --chown=1000:1000 --chmod=0500 main.py /app/
USER 1000:1000
CMD ["/app/main.py"]
