"""What was said by whom: codings counted over speakers, groups and sessions; small cells hidden; quotes chosen."""
