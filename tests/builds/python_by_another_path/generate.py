open("made.py", "w").write("NAME = 'made'\n")
