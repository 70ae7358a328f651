; The strings of a health check in exec form: Python, -c and the script.
(healthcheck_instruction (cmd_instruction (json_string_array (json_string) @word)))

; A health check in shell form.
(healthcheck_instruction (cmd_instruction (shell_command) @shell))
