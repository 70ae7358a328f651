from json import faster_loads
