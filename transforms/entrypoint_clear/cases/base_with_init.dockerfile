FROM --platform=$TARGETPLATFORM debian:12-slim AS tools
RUN apt-get update && apt-get install -y tini

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=tools /usr/bin/tini /usr/bin/tini
COPY main.py /app/
CMD ["/usr/bin/tini", "--", "/app/serve"]
