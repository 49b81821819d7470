"""The description of the API, for machines and for people."""

from typing import Any

from flask import Blueprint, current_app, render_template

SPEC = "vouch_api"
pages = Blueprint("api_docs", __name__)


@pages.get("/api/docs")
def read() -> str:
    """Everything that the API can do, made from its description."""
    spec: dict[str, Any] = current_app.extensions[SPEC].description()
    operations = [
        {"path": path, "method": method.upper(), **operation}
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if method in {"get", "post", "put", "patch", "delete"}
    ]
    return render_template("api/docs.html", spec=spec, operations=operations)
