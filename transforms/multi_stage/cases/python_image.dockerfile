FROM python:3.12 AS base
RUN pip install flask

FROM base
COPY . /srv
CMD ["python", "/srv/main.py"]
