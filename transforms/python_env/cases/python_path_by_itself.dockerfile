FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/opt/lib:$PYTHONPATH
COPY main.py /app/
CMD ["/app/main.py"]
