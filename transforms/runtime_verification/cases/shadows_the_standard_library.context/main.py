import queue

if __name__ == "__main__":
    queue.run()
