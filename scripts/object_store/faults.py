"""A proxy before an S3 server that fails as object stores do, by the name of the object that is read.

faults.py SERVER_PORT PROXY_PORT: `denied…` is answered with 403, `gone…` with 404, `down…` with 500, `flaky…` with 503 the
first six times, `cut…` is broken off in the middle the first three times. All else passes through.
"""
import collections
import http.client
import http.server
import re
import sys

STATUS = {"denied": (403, "AccessDenied"), "gone": (404, "NoSuchKey"), "down": (500, "InternalError"),
          "flaky": (503, "SlowDown")}
PASSING = {"flaky": 6, "cut": 3}
NAME = re.compile(r"/(denied|gone|down|flaky|cut)[^/]*$")
reads = collections.Counter()


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def forward(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        fault = self.fault()
        if fault in STATUS:
            self.refuse(*STATUS[fault])
            return
        connection = http.client.HTTPConnection("127.0.0.1", int(sys.argv[1]))
        connection.request(self.command, self.path, body, dict(self.headers.items()))
        answer = connection.getresponse()
        content = answer.read()
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "content-length", "date", "server"):
                self.send_header(name, value)
        head = self.command == "HEAD"
        self.send_header("Content-Length", answer.getheader("Content-Length") if head else str(len(content)))
        self.end_headers()
        if fault == "cut":
            self.wfile.write(content[:len(content) // 2])
            self.close_connection = True
        elif not head:
            self.wfile.write(content)

    def fault(self):
        """What is to go wrong with this request; None for nothing."""
        match = NAME.search(self.path.split("?")[0])
        if not match or self.command != "GET":
            return None
        reads[self.path] += 1
        return match.group(1) if reads[self.path] <= PASSING.get(match.group(1), sys.maxsize) else None

    def refuse(self, status, code):
        content = ("<?xml version='1.0'?><Error><Code>%s</Code><Message>%s</Message></Error>" % (code, code)).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = forward


http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[2])), Proxy).serve_forever()
