FROM gcr.io/distroless/python3-debian12
COPY --chmod=755 <<python /usr/local/bin/
#!/usr/bin/python3.11
import os
import sys

os.execv("/usr/bin/python3.11", ["/usr/bin/python3.11", "-X", "utf8", *sys.argv[1:]])
python
COPY main.py /app/
ENTRYPOINT ["python", "/app/main.py"]
