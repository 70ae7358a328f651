FROM --platform=$TARGETPLATFORM python:3.11-slim-bookworm AS builder
WORKDIR /build
COPY main.py helper.py ./
RUN apt-get clean && rm -rf ~/.cache "$HOME/.npm" && echo "umask 022" >> ~/.bashrc

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=builder /build /app
CMD ["/usr/bin/python3.11", "/app/main.py"]
