import helper, os
print("up", helper.X, os.getcwd())
