; A RUN in shell form: what its commands do, the shell's own grammar tells.
(run_instruction (shell_command) @run)

; A RUN in exec form: one command.
(run_instruction (json_string_array) @run)
