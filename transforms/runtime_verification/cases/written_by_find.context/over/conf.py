import os
X = os.environ["KEY"]
