FROM python:3.11 AS deps
RUN python -m venv /opt/env && /opt/env/bin/pip install flask
FROM python:3.11-slim
ENV PATH=/opt/env/bin:$PATH
COPY --from=deps /opt/env /opt/env
WORKDIR /app
COPY app.py .
CMD ["python", "app.py"]
