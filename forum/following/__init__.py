"""What people want to hear of and find again: what they follow, mute, keep, and have trouble with too."""
