raise ImportError("this asyncio is for Python 3.3")
