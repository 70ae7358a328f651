FROM node:22-bookworm AS builder
RUN npm install -g serve

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /usr/local /usr/local
COPY main.py /app/
CMD ["/app/main.py"]
