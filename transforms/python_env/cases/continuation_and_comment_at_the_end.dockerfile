FROM gcr.io/distroless/python3-debian12 \
# the end