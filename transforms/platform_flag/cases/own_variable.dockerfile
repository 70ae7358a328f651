ARG WHERE=linux/arm64
FROM --platform=$WHERE gcr.io/distroless/python3-debian12
COPY main.py /
