FROM debian:12-slim AS builder
RUN apt-get update && apt-get install -y python3 python3-pip
WORKDIR /app
COPY . .
RUN pip3 install --user --break-system-packages -r requirements.txt

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /root/.local/lib/python3.11/site-packages /packages
COPY --from=builder /app /app
ENV PYTHONPATH=/packages
CMD ["/app/main.py"]
