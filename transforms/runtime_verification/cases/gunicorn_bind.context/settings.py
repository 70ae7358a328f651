class Logger: pass
