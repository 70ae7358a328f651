def show(x: int | None) -> str:
    match x:
        case None:
            return "none"
    return f"{"a" if x else "b"}"


if __name__ == "__main__":
    print(show(1))
