"""The ledger: every act of every coder, append-only, and what it amounts to."""
