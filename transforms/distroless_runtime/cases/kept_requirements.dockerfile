FROM python:3.11-slim
WORKDIR /app
COPY *.txt ./
RUN pip install --requirement requirements.txt
RUN pip install --no-binary :all: flask
RUN pip install ./vendored /opt/x.whl
RUN pip install -r /missing.txt
COPY app.py .
CMD ["python", "app.py"]
