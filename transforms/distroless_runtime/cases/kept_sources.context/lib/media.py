import subprocess


def probe(path):
    return subprocess.run(['ffprobe', path], check=True)
