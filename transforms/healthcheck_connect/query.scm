; A health check in exec form: the array, which is written anew, and its strings, of which the script is one.
(healthcheck_instruction (cmd_instruction (json_string_array (json_string) @word) @array))

; A health check in shell form.
(healthcheck_instruction (cmd_instruction (shell_command) @shell))
