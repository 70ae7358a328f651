FROM python:3.11-slim-bookworm AS builder
RUN touch /app/.keep && echo "APP_$(date +%s)" > /app/.keep
RUN for d in a b; do touch "$d/.keep"; printf 'FOLDER_%s' "$d" > "$d/.keep"; done
RUN touch /var/lib/app/.keep
RUN echo "LIB" | tee /var/lib/app/.keep
COPY main.py /app/main.py

FROM gcr.io/distroless/python3-debian12
COPY --from=builder /app /app
CMD ["/app/main.py"]
