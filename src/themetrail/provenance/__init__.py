"""What a reviewer opens, and proof that it is what the data say."""
