ARG PYTHON=3.11
FROM python:${PYTHON}-slim AS one
COPY main.py /app/
FROM python:3.11-slim@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef AS two
COPY main.py /app/b/
RUN pip install ./wheels/fast-1.0-cp311-none-any.whl
FROM python:3.9-slim AS three
COPY main.py /app/c/
FROM python:3.11-alpine AS four
COPY main.py /app/d/
FROM gcr.io/distroless/python3-debian12
COPY --from=one /app /app
COPY --from=two /app/b /app/b
COPY --from=three /app/c /app/c
COPY --from=four /app/d /app/d
COPY --from=one /usr/lib/x86_64-linux-gnu/libpq.so.5 /usr/lib/x86_64-linux-gnu/
CMD ["/app/main.py"]
