#!/bin/sh
rm -rf /app/tests
