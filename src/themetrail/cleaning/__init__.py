"""From units of speech to turns of speakers, and from the text of record to the released text."""
