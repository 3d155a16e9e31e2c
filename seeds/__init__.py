"""What a world starts with: word pools, people, a catalogue, the demo world, lessons and bulk data."""
