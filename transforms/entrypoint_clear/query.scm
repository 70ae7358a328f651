; The exec forms of ENTRYPOINT and CMD: the array, whose strings move from one to the other.
(entrypoint_instruction (json_string_array) @entrypoint)
(cmd_instruction (json_string_array) @command)
