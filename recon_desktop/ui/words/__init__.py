"""What is said to the person: the sentences of core and engine in their language, and errors as messages."""
