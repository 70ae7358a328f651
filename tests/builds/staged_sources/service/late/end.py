END = "world"
