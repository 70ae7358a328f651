FROM gcr.io/distroless/python3-debian12:nonroot
ARG OWNER
ARG FOLDER
COPY --chown=$OWNER main.py /app/main.py
COPY main.py $FOLDER
USER $OWNER
CMD ["/app/main.py"]
