import greet

GREETING = greet.hello("x")
