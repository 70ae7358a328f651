import os
os.makedirs('state')
open('/tmp/x', 'w')
open('/app/y', 'a')
