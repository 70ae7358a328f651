import made

print(made.NAME)
