import logging

HANDLERS = logging.getLogger().handlers
FIRST = HANDLERS[0]
