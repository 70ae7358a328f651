import os
import time

print(os.environ["APP_VERSION"], time.tzname[0])
