setup(
    python_requires="~=3.8",
)
