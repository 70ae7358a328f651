import greet

print(greet.hello("service"))
