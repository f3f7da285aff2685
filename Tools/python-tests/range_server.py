"""A plain web server on 127.0.0.1 for a folder, with or without ranges, that can break down on purpose."""

import functools
import http.server
import pathlib
import re
import threading


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def do_GET(self):
        server = self.server
        server.requests.append((self.path, self.headers.get("Range")))
        if server.is_down:
            self.send_error(503)
            return
        path = pathlib.Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        start, end, status = 0, len(content), 200
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        if match and server.has_ranges:
            start, end, status = int(match[1]), min(len(content), int(match[2]) + 1), 206
            if start >= len(content):
                self.send_response(416)
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
        body = content[start:end]
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if server.budget is not None:
            body = body[: server.budget]
            server.budget -= len(body)
        self.wfile.write(body)
        if server.budget == 0:
            # In the middle of an answer, as a server does that goes away.
            server.is_down = True
            self.close_connection = True


class RangeServer:
    """Serves `folder`; `url` is its address, `requests` what was asked for."""

    def __init__(self, folder, has_ranges=True):
        handler = functools.partial(Handler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.has_ranges = has_ranges
        self.server.requests = []
        self.server.is_down = False
        self.server.budget = None
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def requests(self):
        return self.server.requests

    def break_after(self, count):
        """Serves so many bytes more and then fails."""
        self.server.budget = count

    def mend(self):
        self.server.is_down = False
        self.server.budget = None

    def close(self):
        self.server.shutdown()
        self.server.server_close()
