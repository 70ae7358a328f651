FROM python:3.11-slim
COPY wheels /wheels
COPY requirements.txt /requirements.txt
RUN pip install --no-index --find-links=/wheels -r /requirements.txt && rm -rf /wheels
RUN rm -f /requirements.txt && mkdir -p /tmp/work /tmp/build && rm -rf /tmp/b* /var/cache/x
WORKDIR /app
COPY app.py .
CMD ["python", "app.py"]
