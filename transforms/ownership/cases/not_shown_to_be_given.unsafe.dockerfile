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
COPY --from=builder --chown=65532:65532 /a /app/a
COPY --from=builder --chown=65532:65532 /b /app/b
COPY --from=builder --chown=65532:65532 /c /app/c
COPY --from=builder --chown=65532:65532 /d /app/d
COPY --from=builder --chown=65532:65532 /e /app/e
COPY --from=builder --chown=65532:65532 /f /app/f
COPY --from=builder --chown=65532:65532 /g /app/g
COPY --from=builder --chown=65532:65532 /h /app/h
COPY --from=builder --chown=65532:65532 /i /app/i
COPY --from=builder --chown=65532:65532 /j /app/j
COPY --from=builder --chown=65532:65532 /var/run/ /app/var/run/
COPY --from=unknown --chown=65532:65532 /app /app
CMD ["/app/a/main.py"]
