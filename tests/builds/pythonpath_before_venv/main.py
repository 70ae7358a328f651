import dep

print(dep.VERSION)
