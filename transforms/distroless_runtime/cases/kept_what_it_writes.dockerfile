FROM python:3.11-slim
WORKDIR /app
COPY . .
RUN chmod 755 /usr/bin/x app.py
RUN sed -i s/a/b/ /usr/share/x
RUN touch /usr/lib/x
RUN curl -o /usr/local/lib/x https://x
RUN wget -qO /usr/lib/x https://x
RUN tar -C /usr/lib -xf a
RUN tar -xf a
RUN unzip a -d /usr/lib
RUN install -d /usr/lib/x
RUN install app.py /usr/bin/x
RUN cp app.py /usr/lib/x
RUN chown 1 /usr/lib/x
RUN git clone https://x
RUN echo 1 > /usr/lib/x
CMD ["python", "app.py"]
