import sys
sys.stdout.buffer.raw.write(b"x")
