"""What the law of the place says about bodies and their minutes, as data that a person confirms."""
