"""What may happen: from what is known and an act, facts or one refusal."""
