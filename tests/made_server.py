"""A real HTTP server on this machine that gives the answers that a test made, and keeps what it was asked."""

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HEADER = (
    "DATE,BSRN,ND,KP1,KP2,KP3,KP4,KP5,KP6,KP7,KP8,KP_SUM,AP1,AP2,AP3,AP4,AP5,AP6,AP7,AP8,AP_AVG,CP,C9,ISN,"
    "F10.7_OBS,F10.7_ADJ,F10.7_DATA_TYPE,F10.7_OBS_CENTER81,F10.7_OBS_LAST81,F10.7_ADJ_CENTER81,F10.7_ADJ_LAST81"
)


@dataclass
class Made:
    """An answer: `promised` is a Content-Length that is not kept; `stalls` is waited for after the body's first half."""

    body: bytes = b""
    status: int = 200
    headers: dict = field(default_factory=dict)
    promised: int | None = None
    stalls: threading.Event | None = None


class Server:
    """The answers by path, given in turn, the last for ever; and what was asked."""

    def __init__(self):
        self.answers, self.asked, self.half_sent = {}, [], threading.Event()

    def give(self, path, *answers):
        self.answers[path] = list(answers)
        return f"{self.url}{path}"

    def next(self, path):
        left = self.answers[path]
        return left.pop(0) if len(left) > 1 else left[0]


@contextmanager
def serving():
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            made.asked.append((self.path, dict(self.headers)))
            answer = made.next(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if answer.promised != -1:
                self.send_header("Content-Length", str(answer.promised or len(answer.body)))
            self.end_headers()
            half = len(answer.body) // 2 if answer.stalls else len(answer.body)
            try:
                self.wfile.write(answer.body[:half])
                if answer.stalls:
                    self.wfile.flush()
                    made.half_sent.set()
                    answer.stalls.wait(30)
                    self.wfile.write(answer.body[half:])
            except OSError:
                self.close_connection = True

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def sets(count, newest, first=40001):
    """So many element sets as CelesTrak's JSON, the last with the newest epoch."""
    epoch = newest.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds")
    fields = {
        "OBJECT_ID": "2015-028A",
        "EPOCH": epoch,
        "MEAN_MOTION": 14.30816759,
        "ECCENTRICITY": 0.0001326,
        "INCLINATION": 98.5649,
        "RA_OF_ASC_NODE": 313.7781,
        "ARG_OF_PERICENTER": 88.9197,
        "MEAN_ANOMALY": 271.2138,
        "BSTAR": 1.3927e-05,
        "MEAN_MOTION_DOT": -7e-08,
        "MEAN_MOTION_DDOT": 0,
    }
    return json.dumps([{"OBJECT_NAME": f"SAT {n}", "NORAD_CAT_ID": n} | fields for n in range(first, first + count)]).encode()


def days(*rows):
    """Space weather: date, Kp of every three hours, Ap, F10.7 and the flag of each row, as CelesTrak prints them."""
    lines = [f"{day},2626,4,{','.join([str(kp)] * 8)},,,,,,,,,,{ap},,,58,{flux},138.1,{flag},,,," for day, kp, ap, flux, flag in rows]
    return "\n".join([HEADER, *lines, ""]).encode()
