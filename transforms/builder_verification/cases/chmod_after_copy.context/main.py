import helper

if __name__ == "__main__":
    helper.run()
