import helper


if __name__ == "__main__":
    print(helper.X)
