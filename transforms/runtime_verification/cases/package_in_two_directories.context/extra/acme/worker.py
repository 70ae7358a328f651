from acme.base import VALUE

print(VALUE)
