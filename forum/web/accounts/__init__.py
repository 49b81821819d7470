"""Registering, signing in and out, a forgotten password, and a person's own settings.

`room` comes first: the views hang themselves into its blueprint. The front's `access` uses only the forms.
"""
