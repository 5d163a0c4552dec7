"""Where people meet: seats, people, presence, rooms, voices and the media that follow from them."""
