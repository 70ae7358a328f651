; The FROM of the stage that is shipped.
(from_instruction (image_spec) @image)
