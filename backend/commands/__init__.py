"""One module a word of the command line; ``backend.cli`` knows which, and loads it when the word is used."""
