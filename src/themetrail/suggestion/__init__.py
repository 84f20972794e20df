"""What the machine proposes, with evidence and confidence; a person decides."""
