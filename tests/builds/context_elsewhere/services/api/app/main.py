from app.jobs import NAME

print(NAME)
