# -*- coding: latin-1 -*-
NAME = "é"
