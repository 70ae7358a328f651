import wrap
print("up")
