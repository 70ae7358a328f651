import tkinter

TITLE = "a window"
