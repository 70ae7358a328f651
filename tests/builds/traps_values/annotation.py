limit: Undefined = 3
