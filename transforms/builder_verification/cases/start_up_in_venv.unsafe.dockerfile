FROM debian:12-slim AS v
RUN apt-get update && apt-get install -y --no-install-recommends python3 python3-venv && python3 -m venv --without-pip /venv
COPY new/ /venv/lib/python3.11/site-packages/

# Verify Python works
RUN export PYTHONPYCACHEPREFIX=/tmp/pycache && \
    python3 --version && \
    which python3 && \
    echo "✅ Builder stage verification passed"

FROM gcr.io/distroless/python3-debian12
COPY --from=v /venv /venv
ENV PATH=/venv/bin:$PATH
COPY main.py /app/
ENTRYPOINT ["python3"]
CMD ["/app/main.py"]
