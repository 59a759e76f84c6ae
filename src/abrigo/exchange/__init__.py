"""Other systems: spreadsheets and the formats of those who hold children's lists."""
