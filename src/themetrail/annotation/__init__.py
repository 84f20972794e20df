"""One spaCy pass over the released text: sentences, lemmas, names; and the segments that come of it."""
