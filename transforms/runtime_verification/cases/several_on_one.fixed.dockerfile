FROM gcr.io/distroless/python3-debian12:nonroot AS base
WORKDIR /app
COPY main.py helper.py /app/

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/helper.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import helper; \
print('✅ All service modules verified')"]

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/main.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import main; \
print('✅ All service modules verified')"]

ENTRYPOINT []
CMD ["/usr/bin/python3.11", "/app/main.py"]

FROM base AS web
EXPOSE 80

FROM base AS admin
EXPOSE 81

FROM base AS job
CMD ["/usr/bin/python3.11", "/app/helper.py"]

FROM base AS more
COPY more.py /app/more.py

# Verify entrypoint exists and modules can be imported
RUN ["/usr/bin/python3.11", "-c", "import os, sys; \
sys.dont_write_bytecode = True; \
sys.path.insert(0, '/app'); \
entrypoint_path = '/app/more.py'; \
assert os.path.exists(entrypoint_path), f'CRITICAL: Entrypoint not found at {entrypoint_path}'; \
assert os.path.isfile(entrypoint_path), f'CRITICAL: {entrypoint_path} is not a file'; \
import more; \
print('✅ All service modules verified')"]

CMD ["/usr/bin/python3.11", "/app/more.py"]
