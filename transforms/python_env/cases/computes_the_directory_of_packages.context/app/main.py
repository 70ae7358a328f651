import sys

sys.path += ["/usr/local/lib/python%d.%d/site-packages" % sys.version_info[:2]]
import click
