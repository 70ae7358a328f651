; A FROM: the keyword, which the flag follows, and the image. The flag itself, and whether the image is a stage, BuildKit's reading tells.
(from_instruction
  "FROM" @keyword
  (image_spec) @image)
