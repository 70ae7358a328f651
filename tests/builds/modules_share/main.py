import logging

logging.basicConfig()

import adds
import asks
import log

print(asks.NUMBER, len(log.HANDLERS), log.FIRST is not None)
