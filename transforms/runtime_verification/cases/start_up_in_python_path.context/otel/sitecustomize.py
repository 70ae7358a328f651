import os, sys
if 'TOKEN' not in os.environ:
    sys.exit('no TOKEN')
