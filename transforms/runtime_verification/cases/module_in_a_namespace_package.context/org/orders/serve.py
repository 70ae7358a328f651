from . import db
from org.shared import names
