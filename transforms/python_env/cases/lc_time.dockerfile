FROM gcr.io/distroless/python3-debian12
ENV LC_TIME=de_DE.UTF-8
CMD ["/usr/bin/python3.11", "/app/main.py"]
