FROM python:3.11-slim-bookworm AS b
WORKDIR /app
COPY . .
RUN python3 -c "import sys; open('ver.py','w').write('V=' + repr(sys.version))"
FROM gcr.io/distroless/python3-debian12
COPY --from=b /app /app
WORKDIR /app
CMD ["main.py"]
