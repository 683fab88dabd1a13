"""Sample data: synthetic deliveries in the exact format of sources.md, and the writer that tests use too."""
