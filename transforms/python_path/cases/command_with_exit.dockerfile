FROM gcr.io/distroless/python3-debian12
COPY main.py /app/
CMD python3 /app/main.py || exit 1
