print("loaded")
