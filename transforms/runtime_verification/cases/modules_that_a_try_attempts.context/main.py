try:
    import speedups
except ImportError:
    import slow as speedups

def main():
    print("up")


if __name__ == "__main__":
    main()
