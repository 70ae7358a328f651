FROM python:3.11-slim-bookworm AS build
COPY app /app

FROM gcr.io/distroless/python3-debian12 AS app
COPY --from=build /app /app
CMD ["/app/main.py"]

FROM gcr.io/distroless/python3-debian12:debug AS debug
COPY --from=app /app /app
CMD ["/app/main.py", "--debug"]
