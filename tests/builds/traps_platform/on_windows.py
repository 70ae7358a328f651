import winreg

ROOT = winreg.HKEY_CURRENT_USER
