FROM python:3.11-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install -r requirements.txt
RUN curl -fsSLo /usr/local/bin/tool https://x/tool
RUN ./configure && make install
RUN python scripts/models.py
RUN python -c "import nltk; nltk.download('punkt')"
RUN playwright install
RUN ln -sf /usr/share/zoneinfo/UTC /etc/localtime
RUN echo x > /usr/share/x
COPY . .
CMD ["python", "app.py"]
