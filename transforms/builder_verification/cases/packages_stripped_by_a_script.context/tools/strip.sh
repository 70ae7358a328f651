#!/bin/sh
rm -rf /deps/*.dist-info
