def run(x):
    match x:
        case 1:
            pass
