"""The tables of the paper: one file each, every number from the same mentions, small cells hidden."""
