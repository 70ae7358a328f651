import sys

sys.path.append("/usr/local/lib/python3.11/site-packages")

import asyncio


async def main():
    print(asyncio.__file__)


if __name__ == "__main__":
    asyncio.run(main())
