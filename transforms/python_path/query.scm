; The strings of an exec form: the program is the first one, or the first after tini, dumb-init or env.
; The CMD inside a HEALTHCHECK is a cmd_instruction, too.
(cmd_instruction (json_string_array (json_string) @word))
(entrypoint_instruction (json_string_array (json_string) @word))
(run_instruction (json_string_array (json_string) @word))

; A shell form, which cannot run where there is no shell.
(cmd_instruction (shell_command) @shell)
(entrypoint_instruction (shell_command) @shell)
(run_instruction (shell_command) @shell)
