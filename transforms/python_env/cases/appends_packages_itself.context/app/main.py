import sys

sys.path.append("/usr/local/lib/python3.11/site-packages")
import click
