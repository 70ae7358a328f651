FROM python:3.11-slim
WORKDIR /src
COPY . .
RUN pip install .
ENTRYPOINT ["acme", "serve"]
CMD ["--port", "8000"]
