"""The style sheet and the scripts of the explorer; a package, so that a change of one of them is a change of code."""
