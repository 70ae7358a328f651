import os


class Settings:
    port = int(os.getenv("SERVICE_PORT"))
