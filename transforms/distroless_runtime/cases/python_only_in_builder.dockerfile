FROM python:3.11 AS builder
RUN python3 -m compileall /srv

FROM nginx:1.27
COPY --from=builder /srv /usr/share/nginx/html
