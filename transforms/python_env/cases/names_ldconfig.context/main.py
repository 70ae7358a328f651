import subprocess

subprocess.run(["ldconfig", "-p"], check=True)
