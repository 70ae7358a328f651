; What brings files into a stage, and with which owner.
(copy_instruction (path) @path)
(add_instruction (path) @path)
