try:
    import local_settings
except ImportError:
    local_settings = None
import kept
