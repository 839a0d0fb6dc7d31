"""A service with the OpenTelemetry SDK, as its documentation builds one.

Listens on a free port of the loopback interface, prints `PORT n`, and ends when its standard input
does. The body of a request is JSON:

    POST /relay  {"expect": [{"key", "type", "value"}], "next": URL}
    POST /start  {"value": NAME, "next": URL}

`/relay` reads the expected values through the SDK; with a `next` it calls that, in the baggage that
came in. `/start` puts a value of its own into the baggage and calls `next`. The answer is JSON: what
was read otherwise than expected, all that the SDK sees, and what `next` answered.
"""

import json
import logging
import os
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry import baggage, propagate, trace
from opentelemetry.context import attach, detach
from opentelemetry.sdk.trace import TracerProvider

# The SDK logs headers that it does not take, with all that is in them.
logging.getLogger("opentelemetry").setLevel(logging.ERROR)
trace.set_tracer_provider(TracerProvider())
tracer = trace.get_tracer("peer")

# How a value of each type is read from the text that baggage is to the SDK.
READ = {
    "integer": int,
    "number": float,
    "boolean": lambda text: {"true": True, "false": False}[text],
    "text": str,
    "texts": lambda text: text.split(","),
    "integers": lambda text: [int(item) for item in text.split(",")],
}

# What a service in Python puts into its baggage. The values are those of the test's `kinds.rs`.
VALUES = {
    "integer": ("id", str(18446744073709551615)),
    "negative": ("balance", str(-9223372036854775808)),
    "number": ("ratio", str(-2.5e-07)),
    "boolean": ("is_premium", str(True).lower()),
    "enum": ("tier", "pro"),
    "word": ("note", "plain"),
    "spaces": ("note", "two words  twice"),
    "edges": ("note", " inside "),
    "plus": ("note", "1+1"),
    "equals": ("note", "a=b=c"),
    "percent": ("note", "100%25%zz"),
    "commas": ("note", "a,b,,c"),
    "quotes": ("note", '"quoted";\\'),
    "emoji": ("note", "naïve🦀日本"),
    "empty": ("note", ""),
    "list": ("features", ",".join(["checkout", "dark_mode"])),
    "numbers": ("ports", ",".join(str(port) for port in [80, 443])),
    "escaped": ("features", ",".join(["a%2Cb", "50%25"])),
}


def expectation_failed(expected):
    """The text behind an expected value when it is read as something else; else nothing."""
    text = baggage.get_baggage(expected["key"])
    try:
        value = READ[expected["type"]](text)
    except (AttributeError, KeyError, TypeError, ValueError):
        return {"key": expected["key"], "read": text}
    wanted = expected["value"]
    # JSON has no integers of 64 bits for everyone, so they come as text.
    if expected["type"] == "integer":
        wanted = int(wanted)
    return None if value == wanted else {"key": expected["key"], "read": text}


def call(url):
    """What `url` answers to a call in the current context."""
    headers = {}
    propagate.inject(headers)
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=20) as reply:
        return reply.read().decode()


def answer(order):
    """What is answered to `order` in the current context."""
    failures = [expectation_failed(expected) for expected in order.get("expect", [])]
    return {
        "failures": [failure for failure in failures if failure],
        "baggage": dict(baggage.get_all()),
        "next": call(order["next"]) if "next" in order else None,
    }


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        order = json.loads(self.rfile.read(int(self.headers["content-length"])))
        context = propagate.extract(self.headers)
        if self.path == "/start":
            key, value = VALUES[order["value"]]
            context = baggage.set_baggage(key, value, context)
        # As instrumentations of servers do: a span alone does not make its parent's baggage current.
        token = attach(context)
        try:
            with tracer.start_as_current_span(self.path):
                body = json.dumps(answer(order)).encode()
        finally:
            detach(token)
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
print("PORT", server.server_address[1], flush=True)
sys.stdin.read()
os._exit(0)
