from telnetlib import Telnet
