FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
ENV LD_PRELOAD=/x.so
ADD https://x/y.tar.gz /opt/y/
RUN git clone https://x /app/lib
COPY . .
CMD ["python", "other.py"]
