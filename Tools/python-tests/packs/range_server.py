"""A web server on 127.0.0.1 for a folder: plain, or with what goes wrong on the web."""

import functools
import http.server
import pathlib
import re
import ssl
import threading


class Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.server.connections += 1

    def log_message(self, *arguments):
        pass

    def send_response_only(self, status, message=None):
        if self.server.has_reasons:
            super().send_response_only(status, message)
        else:
            self._headers_buffer = [f"{self.protocol_version} {status}\r\n".encode()]

    def refuse(self, status):
        """Says so in a few words, and keeps the connection."""
        words = b"no such thing here\n" * 100
        self.send_response(status)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words)

    def do_GET(self):
        server = self.server
        server.requests.append((self.path, self.headers.get("Range")))
        if server.is_down:
            if server.is_silent:
                server.mended.wait(120)
                self.close_connection = True
            else:
                self.send_error(503)
            return
        if self.path in server.redirects:
            self.send_response(302)
            self.send_header("Location", server.redirects[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if self.path in server.holding:
            return self.hold(server.holding[self.path])
        if self.path in server.endless_heads:
            return self.send_head_without_end()
        if self.path in server.endless:
            return self.send_without_end(server.endless[self.path])
        path = pathlib.Path(self.translate_path(self.path))
        if self.path in server.forbidden or not path.is_file():
            return self.refuse(403 if self.path in server.forbidden else server.missing_status)
        content = path.read_bytes()
        start, end, status = 0, len(content), 200
        match = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range") or "")
        if match and server.has_ranges:
            start, end, status = int(match[1]), min(len(content), int(match[2]) + 1), 206
            if start >= len(content):
                return self.refuse(416)
        body = content[start:end]
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{len(content)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.path in server.crumbs:
            body = body[: server.crumbs[self.path]]
            self.close_connection = True
        if server.budget is not None:
            body = body[: server.budget]
            server.budget -= len(body)
        self.wfile.write(body)
        if server.budget == 0:
            # In the middle of an answer, as a server does that goes away.
            server.is_down = True
            self.close_connection = True

    def hold(self, answer):
        """Says nothing, or refuses for now; both are waited for."""
        self.server.held.set()
        if answer == "silent":
            self.server.mended.wait(120)
            self.close_connection = True
        else:
            self.refuse(answer)

    def send_head_without_end(self):
        """Headers until the other side has enough of them."""
        self.close_connection = True
        try:
            self.wfile.write(b"HTTP/1.1 206 Partial Content\r\n")
            while not self.server.mended.is_set():
                self.wfile.write(b"X-More: " + b"x" * 1014 + b"\r\n")
                self.server.endless_bytes += 1024
        except OSError:
            pass

    def send_without_end(self, status):
        """Zeros until the other side has enough of them."""
        self.send_response(status)
        if status == 206:
            self.send_header("Content-Range", "bytes 0-99999999999/100000000000")
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        try:
            while not self.server.mended.is_set():
                self.wfile.write(bytes(1 << 16))
                self.server.endless_bytes += 1 << 16
        except OSError:
            pass


class RangeServer:
    """Serves `folder`; `url` is its address, `requests` what was asked for with which range.

    `redirects` maps paths to addresses, `endless` paths to the status of an answer that never ends; the head of answers
    to `endless_heads` does not; paths in `forbidden` are refused, and what is not there has `missing_status`. `holding`
    maps paths to a status or "silent", which sets `held`; `crumbs` maps them to the bytes after which a connection
    breaks.
    """

    def __init__(self, folder, has_ranges=True, missing_status=404, certificate=None, has_reasons=True):
        handler = functools.partial(Handler, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        self.server.has_ranges = has_ranges
        self.server.missing_status = missing_status
        self.server.has_reasons = has_reasons
        self.server.connections = 0
        self.server.requests = []
        self.server.redirects = {}
        self.server.endless = {}
        self.server.endless_heads = set()
        self.server.holding = {}
        self.server.crumbs = {}
        self.server.held = threading.Event()
        self.server.endless_bytes = 0
        self.server.forbidden = set()
        self.server.is_down = self.server.is_silent = False
        self.server.mended = threading.Event()
        self.server.budget = None
        scheme = "http"
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            scheme = "https"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.mend()
        self.server.shutdown()
        self.server.server_close()

    @property
    def requests(self):
        return self.server.requests

    @property
    def connections(self):
        return self.server.connections

    @property
    def redirects(self):
        return self.server.redirects

    @property
    def endless(self):
        return self.server.endless

    @property
    def holding(self):
        return self.server.holding

    @property
    def crumbs(self):
        return self.server.crumbs

    @property
    def held(self):
        return self.server.held

    @property
    def endless_heads(self):
        return self.server.endless_heads

    @property
    def endless_bytes(self):
        return self.server.endless_bytes

    @property
    def forbidden(self):
        return self.server.forbidden

    def break_after(self, count, silently=False):
        """Serves so many bytes more and then fails; or does not answer any more."""
        self.server.budget = count
        self.server.is_silent = silently

    def mend(self):
        self.server.is_down = self.server.is_silent = False
        self.server.budget = None
        self.server.mended.set()
