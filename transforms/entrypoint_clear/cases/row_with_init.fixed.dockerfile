FROM registry.corp/python-runtime:1
COPY main.py /app/main.py
ENTRYPOINT ["/sbin/tini", "--"]
CMD ["/usr/bin/python3", "-u", "-m", "app"]
