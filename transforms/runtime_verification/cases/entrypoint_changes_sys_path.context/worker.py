import tinylib
