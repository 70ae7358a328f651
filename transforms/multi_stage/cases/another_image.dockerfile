FROM nginx:1.27
COPY page.html /usr/share/nginx/html/
