# syntax=docker/dockerfile:1
# check=error=true;skip=RedundantTargetPlatform
FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
CMD ["/app/main.py"]
