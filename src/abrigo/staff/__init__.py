"""Who is asking: accounts, agencies, grants, devices and the viewer."""
