; A RUN in shell form: what its commands do, the shell's own grammar tells.
(run_instruction (shell_command) @shell)
