FROM python:3.11-slim-bookworm AS builder
RUN mkdir -p /a /b /c /d /e /f /g /h /i && chown -R 65532:65532 /a /b /c /d /e /f /g /h /var/run && chown 65532:65532 /i
COPY main.py /a/main.py
RUN touch /b/.keep
RUN mkdir -p /c/x
RUN echo x > /d/.keep
RUN python3 -m compileall /e
RUN cp -r /usr/share/zoneinfo /f/
RUN pip install --target /g flask
RUN chown -R root:root /h
WORKDIR /j/k
RUN python3 make.py && chown -R 65532:65532 /j || true

FROM example.org/base AS unknown
RUN chown -R 65532:65532 /app

FROM gcr.io/distroless/python3-debian12:nonroot
COPY --from=builder /a /app/a
COPY --from=builder /b /app/b
COPY --from=builder /c /app/c
COPY --from=builder /d /app/d
COPY --from=builder /e /app/e
COPY --from=builder /f /app/f
COPY --from=builder /g /app/g
COPY --from=builder /h /app/h
COPY --from=builder /i /app/i
COPY --from=builder /j /app/j
COPY --from=builder /var/run/ /app/var/run/
COPY --from=unknown /app /app
CMD ["/app/a/main.py"]
