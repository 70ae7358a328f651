FROM gcr.io/distroless/python3-debian12
ENV PYTHONPATH=/opt/lib:/usr/local/lib/python3.11/site-packages
ENV PATH=/usr/local/bin:/usr/bin:/bin
ENV PYTHONUNBUFFERED=1
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONIOENCODING=utf-8
ENV LANG=C.UTF-8
ENV LC_ALL=C.UTF-8
COPY lib $PYTHONPATH/
COPY main.py /app/
CMD ["/app/main.py"]
