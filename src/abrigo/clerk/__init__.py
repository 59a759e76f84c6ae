"""The one door: authorise, decide, append and project in one transaction, and give a receipt."""
