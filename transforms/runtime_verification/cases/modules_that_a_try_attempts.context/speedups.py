from slow import f
