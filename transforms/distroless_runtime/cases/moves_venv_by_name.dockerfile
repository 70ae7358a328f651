FROM python:3.11 AS deps
RUN python -m venv /venv && /venv/bin/pip install flask
FROM python:3.11-slim
COPY --from=deps /venv /venv
WORKDIR /app
COPY app.py .
CMD ["/venv/bin/python", "app.py"]
