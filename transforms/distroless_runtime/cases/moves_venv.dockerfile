FROM python:3.11-slim
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
ENV PYTHONPATH=/app
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt
CMD ["/opt/venv/bin/gunicorn", "app:app"]
