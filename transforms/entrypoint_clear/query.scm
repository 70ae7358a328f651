; The arrays of ENTRYPOINT and CMD in exec form, whose strings move from one to the other.
(entrypoint_instruction (json_string_array) @array)
(cmd_instruction (json_string_array) @array)
