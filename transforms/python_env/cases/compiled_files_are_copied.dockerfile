FROM gcr.io/distroless/python3-debian12 AS base
COPY app /app
WORKDIR /app
RUN ["python3","-c","import core"]
FROM base AS api
CMD ["main.py"]
FROM base AS worker
COPY --from=base /app/__pycache__ /app/cache
CMD ["main.py"]
