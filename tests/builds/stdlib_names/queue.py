raise SystemExit("not the standard library's")
