FROM gcr.io/distroless/python3-debian10
COPY main.py /app/main.py
RUN python3 -m compileall /app && echo done
ENTRYPOINT []
CMD ["python", "/app/main.py"]
