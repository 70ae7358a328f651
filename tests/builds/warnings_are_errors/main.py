import old

print(old.SAME)
