; A RUN with its shell text or its strings, to see whether one already runs a check of Python.
(run_instruction (shell_command) @script)
(run_instruction (json_string_array (json_string) @word))
