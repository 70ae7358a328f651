; The image of a FROM. What it resolves to, and what the stage is for, the stages know.
(from_instruction
  (image_spec) @image)
