FROM python:3.11-slim-bookworm AS builder
RUN mkdir -p /cache /app && touch /cache/.keep
RUN touch /app/.keep 2> /dev/null
RUN touch -r /etc/passwd /app/a/.keep
RUN for d in a b; do touch /app/$d/.keep; done
RUN touch /app/b/.keep /app/c/.keep || true
RUN printf x | cat > /app/d/.keep
COPY main.py /app/main.py

FROM builder AS other
SHELL ["/usr/bin/python3", "-c"]
RUN touch /app/e/.keep

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
COPY --from=other /app/e /app/e
CMD ["/app/main.py"]
