"""AnnoMI (Wu et al. 2023, doi:10.3390/fi15030110) as a study: real talk, seven conversations coded by ten people.

The data stay where they are; what is made of them lies in a folder that a test gives.
"""

from __future__ import annotations

TEN_CODERS = ("7", "27", "55", "56", "66", "109", "130")
