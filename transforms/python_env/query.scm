; The pairs that an ENV sets, old form and new.
(env_instruction (env_pair name: (unquoted_string) @name) @pair)
