ARG TARGETPLATFORM=prod
FROM gcr.io/distroless/python3-debian12
CMD ["/app/main.py"]
