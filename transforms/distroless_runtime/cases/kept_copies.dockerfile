FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
COPY certs /usr/local/share/ca-certificates/
COPY app.py /root/app.py
COPY --from=debian:12 /usr/bin/git /usr/bin/git
ADD app.py $X/
ONBUILD RUN x
COPY . .
CMD ["python", "app.py"]
