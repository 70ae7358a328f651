SAME = 1 is 1
