NAME = "you"
