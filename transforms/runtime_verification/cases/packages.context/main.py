import asyncio
import flask_cors
import uvloop
import store

def main():
    print("up")


if __name__ == "__main__":
    main()
