; A RUN in exec form: its strings, to see whether one of them is a Python check that names the entrypoint.
(run_instruction (json_string_array (json_string) @word))
