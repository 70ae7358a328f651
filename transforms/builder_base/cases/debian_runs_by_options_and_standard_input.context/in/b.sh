#!/bin/sh
/usr/bin/python3 --version
