FROM dhi.io/python:3.13 AS base
COPY --chown=1000:1000 main.py /app/main.py
COPY --chown=1000:1000 more.py /app/more.py
USER 1000:1000
CMD ["/opt/python/bin/python3", "/app/main.py"]

FROM base
USER 1000:1000
