import json
import cgi
