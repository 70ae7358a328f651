try:
    import settings
except ImportError:
    settings = None
