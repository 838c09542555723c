"""What the commands that go through a list of collectivités have in common."""
