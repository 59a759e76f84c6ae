"""The one door: acts go in here and facts come out; protected questions are asked here and nowhere else."""
