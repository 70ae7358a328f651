import house

print(house.NAME)
