import ver
print(ver.V)
