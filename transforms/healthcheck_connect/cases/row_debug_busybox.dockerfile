FROM mirror.corp/hub/py:debug
COPY main.py /app/main.py
HEALTHCHECK CMD ["wget", "-q", "-O", "/dev/null", "http://localhost:8000/health"]
CMD ["/app/main.py"]
