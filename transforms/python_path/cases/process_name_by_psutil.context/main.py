import psutil
print(psutil.Process(1).name() == "python3")
