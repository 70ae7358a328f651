FROM python:3.11-slim-bookworm
COPY main.py /
CMD ["python3", "/main.py"]
