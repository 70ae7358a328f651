from dataclasses import dataclass


@dataclass
class Job:
    tags: list = []
