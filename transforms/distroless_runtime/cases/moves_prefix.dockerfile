FROM python:3.11-slim AS build
COPY requirements.txt .
RUN pip install --prefix=/install -r requirements.txt
FROM python:3.11-slim
COPY --from=build /install /usr/local
COPY app.py /srv/
WORKDIR /srv
CMD ["python", "app.py"]
