# lucid-fix ignore=LF009 nothing is installed
FROM gcr.io/distroless/python3-debian12
COPY main.py /app/main.py
