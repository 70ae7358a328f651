import json

print(json)
