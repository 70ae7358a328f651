FROM debian:12-slim AS tools
WORKDIR /w
COPY . .
RUN apt-get update && apt-get install -y gcc && gcc -o helper helper.c

FROM gcr.io/distroless/python3-debian12
COPY --from=tools /w/helper /usr/local/bin/helper
COPY main.py /app/main.py
CMD ["/usr/bin/python3.11", "/app/main.py"]
