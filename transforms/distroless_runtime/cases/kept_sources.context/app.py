import os
import tkinter
os.system('date')
