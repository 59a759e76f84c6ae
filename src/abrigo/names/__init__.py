"""Names in any script: keys, transliteration, comparison and why two may be one."""
