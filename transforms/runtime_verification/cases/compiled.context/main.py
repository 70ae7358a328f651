import settings
print(settings.KEY)
