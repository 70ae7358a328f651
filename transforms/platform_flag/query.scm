; A FROM and the flag in front of its image. Which image it is, and whether it is a stage of the file, the stages know.
(from_instruction
  (param)? @flag
  (image_spec) @image)
