FROM gcr.io/distroless/python3-debian10
COPY main.py /app/main.py
RUN python3 -m compileall /app && echo done
ENTRYPOINT []
CMD ["/usr/bin/python3.7", "/app/main.py"]
