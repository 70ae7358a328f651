; The image that the shipped stage comes down to.
(from_instruction (image_spec) @image)
