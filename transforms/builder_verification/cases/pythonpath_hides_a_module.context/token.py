def issue():
    return "t"
