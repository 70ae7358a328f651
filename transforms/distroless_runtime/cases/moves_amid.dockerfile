FROM python:3.11-slim AS production
LABEL maintainer="a@b"
# Where it listens

EXPOSE 8000

# never read by the build
HEALTHCHECK --timeout=5s CMD curl -fsS http://localhost:8000/ || exit 1

STOPSIGNAL SIGINT
ENV A=1
WORKDIR /app
COPY . .
RUN pip install -r requirements.txt

# Start
CMD ["flask", "run"]
