"""How far coders agree, per code and as a whole, on units, a base and a prevalence that are always stated."""
