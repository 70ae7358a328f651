print("side effect")
