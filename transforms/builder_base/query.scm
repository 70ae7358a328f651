; The image of a FROM. What it resolves to, and what the stage is for, the stages know.
(from_instruction
  (image_spec) @image)

; A RUN in shell form: the only place where an apt list is edited. Which commands it holds, the bash grammar says.
(run_instruction
  (shell_command) @shell)
