FROM gcr.io/distroless/python3-debian12 AS base
WORKDIR /app
COPY . .
CMD ["main.py"]
FROM base AS test
RUN ["python3", "-c", "import helper, os; assert os.path.exists(helper.__cached__)"]
