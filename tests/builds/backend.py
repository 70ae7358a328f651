"""A build backend that needs no network: a wheel of what is in src."""

import os
import tomllib
import zipfile


def build_wheel(directory, config_settings=None, metadata_directory=None):
    with open("pyproject.toml", "rb") as file:
        project = tomllib.load(file)["project"]
    stem = f"{project['name'].replace('-', '_')}-{project['version']}"
    scripts = "".join(f"{name} = {target}\n" for name, target in project.get("scripts", {}).items())
    with zipfile.ZipFile(os.path.join(directory, f"{stem}-py3-none-any.whl"), "w") as wheel:
        for folder, _, files in os.walk("src"):
            for name in files:
                path = os.path.join(folder, name)
                wheel.write(path, os.path.relpath(path, "src"))
        info = f"{stem}.dist-info"
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/entry_points.txt", f"[console_scripts]\n{scripts}")
        wheel.writestr(f"{info}/RECORD", "")
    return f"{stem}-py3-none-any.whl"
