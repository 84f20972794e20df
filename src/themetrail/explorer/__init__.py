"""The one page that a reviewer opens: what is in it, and how it is made from public results alone."""
