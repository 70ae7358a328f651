FROM gcr.io/distroless/python3-debian12
WORKDIR /app
COPY . .
RUN ["python3", "-c", "import helper"]
RUN ["python3", "-c", "import os; os.rename('/app/__pycache__/helper.cpython-311.pyc', '/app/helper.pyc'); os.remove('/app/helper.py')"]
CMD ["main.py"]
