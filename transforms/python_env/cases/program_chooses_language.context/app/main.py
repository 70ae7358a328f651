import gettext
import os

os.environ["LANG"] = "de_DE.UTF-8"
_ = gettext.translation("app", "/app/locale", fallback=True).gettext
