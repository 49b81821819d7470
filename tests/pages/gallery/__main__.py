"""Show the gallery to whoever works on the look."""

from tests.pages.gallery import make_gallery

if __name__ == "__main__":
    app, _ = make_gallery()
    app.run("127.0.0.1", 5199, debug=True)
