"""What importing promises."""
