from .stage import STAGE
