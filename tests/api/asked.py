"""What is asked and answered through the API where a test needs a thread."""

QUESTION = {
    "title": "The router drops the network",
    "body": "Every *night* at three.",
    "tags": ["Night"],
    "product": "router",
    "release": "2.0",
}
ADVICE = "Open the settings, choose Schedule, and switch off the nightly restart. Then press Save."
