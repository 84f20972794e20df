"""What a study is: its settings, its input tables, the schemas of the tables that a run makes."""
