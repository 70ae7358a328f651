FROM python:3.11-slim
WORKDIR /app
COPY pyproject.toml ./
COPY svc svc
RUN pip install -e .
CMD ["python", "-m", "svc"]
