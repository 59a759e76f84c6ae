"""Who is asking: accounts, agencies, and the viewer every question and act begins with."""
