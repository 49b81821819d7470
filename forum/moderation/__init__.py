"""What staff does about answers: verdicts, and decisions about reports."""
