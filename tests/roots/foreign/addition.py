"""Another extension: it adds a stylesheet, a script and a page."""

from pathlib import Path


def put_files(app):
    app.config.html_static_path.append(str(Path(__file__).parent / "files"))
    app.add_css_file("addition.css")
    app.add_js_file("addition.js")


def pages(app):
    yield "added", {"title": "Added", "body": "<h1>Added</h1><p>By another extension.</p>"}, "page.html"


def setup(app):
    app.connect("builder-inited", put_files)
    app.connect("html-collect-pages", pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
