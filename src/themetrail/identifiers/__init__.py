"""The scan for what anonymisation missed: found by layers, decided once per distinct string, never shown."""
