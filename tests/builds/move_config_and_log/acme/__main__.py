import json
import logging
from pathlib import Path

config = json.loads(Path("/etc/acme/config.json").read_text())
logging.basicConfig(filename="/var/log/acme/acme.log", level=logging.INFO)
logging.info("up")
print(config["name"], Path("/var/log/acme/acme.log").read_text().strip())
