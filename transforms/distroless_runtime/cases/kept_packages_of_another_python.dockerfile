FROM python:3.12 AS deps
RUN pip install --prefix=/install flask
FROM python:3.11-slim
COPY --from=deps /install/lib/python3.12/site-packages /usr/local/lib/python3.11/site-packages
WORKDIR /app
COPY app.py .
CMD ["python", "app.py"]
