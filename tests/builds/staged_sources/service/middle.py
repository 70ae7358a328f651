MIDDLE = ", "
