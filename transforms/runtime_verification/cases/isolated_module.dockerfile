FROM gcr.io/distroless/python3-debian12
WORKDIR /srv
COPY svc svc
ENTRYPOINT []
CMD ["/usr/bin/python3.11", "-I", "-m", "svc.main"]
