FROM --platform=$BUILDPLATFORM node:20 AS web
RUN npm run build

FROM --platform=$TARGETPLATFORM gcr.io/distroless/python3-debian12
COPY --from=web /srv/dist /static
COPY main.py /
