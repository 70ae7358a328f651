from b_early import BASE

LIMIT = BASE + 1
