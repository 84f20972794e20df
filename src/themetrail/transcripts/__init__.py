"""Reading transcripts: from a source file as a tool or a typist left it to the text of record."""
