import settings
print(settings.NAME)
