FROM gcr.io/distroless/python3-debian12
LABEL org.opencontainers.image.title="Bestell-Dienst für Müller"
ENV PYTHONIOENCODING=ascii
COPY main.py /app/
CMD ["/app/main.py"]
