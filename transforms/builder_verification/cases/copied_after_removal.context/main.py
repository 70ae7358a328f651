import pkg.helper
