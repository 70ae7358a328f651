FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN groupadd -r app && useradd -r -g app app && mkdir /data && chown app /data
COPY . .
# not root
USER app
ENV A=1
CMD exec python -u app.py
