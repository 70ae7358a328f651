import pathlib
pathlib.Path("/app/settings.py").write_text("import os\nNAME = os.environ['NAME']\n")
