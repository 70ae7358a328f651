FROM gcr.io/distroless/python3@sha256:a79c243bfb51021d2d08f6ea977396c3f1f416a49566306397776e6710a0735e
COPY main.py /app/main.py
CMD ["/app/main.py"]
