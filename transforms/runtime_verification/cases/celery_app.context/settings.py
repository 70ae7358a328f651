BROKER = "redis://broker"
