from . import db

def main():
    db.open_it()

if __name__ == "__main__":
    main()
