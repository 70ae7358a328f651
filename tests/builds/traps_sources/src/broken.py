NAME = "é"
