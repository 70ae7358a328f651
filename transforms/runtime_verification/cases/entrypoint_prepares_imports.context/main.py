import pymysql

pymysql.install_as_MySQLdb()

import models

def main():
    print("up")


if __name__ == "__main__":
    main()
