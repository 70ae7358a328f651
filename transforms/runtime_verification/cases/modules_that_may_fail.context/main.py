try:
    import patterns
except Exception:
    patterns = None

try:
    import speedups
except ImportError:
    speedups = None
