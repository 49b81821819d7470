"""What every other package stands on. Nothing here knows a noun of the forum."""
