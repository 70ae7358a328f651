FROM gcr.io/distroless/python3-debian12

ENV PATH=/usr/local/bin:/usr/bin:/bin \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONPATH=/usr/local/lib/python3.11/site-packages \
    PYTHONIOENCODING=utf-8 \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8

WORKDIR /app
COPY . .
RUN ["python3", "-c", "import helper"]
RUN ["python3", "-c", "import os; os.rename('/app/__pycache__/helper.cpython-311.pyc', '/app/helper.pyc'); os.remove('/app/helper.py')"]
CMD ["main.py"]
