"""An object store on loopback for tests/stores.rs, and proxies that make it slow, forgetful or rude.

The store is moto's, over real HTTP. Started with nothing, it prints a line of JSON with its address,
answers a line of JSON on standard input with one on standard output, and ends when its input does.
"""

import functools
import http.client
import http.server
import json
import sys
import threading
import time

import boto3
from moto.server import ThreadedMotoServer

SERVER = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
SERVER.start()
HOST, PORT = SERVER.get_host_and_port()
S3 = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{PORT}",
    region_name="us-east-1",
    aws_access_key_id="test",
    aws_secret_access_key="test",
)
PROXIES = {}


class Faults:
    """What a proxy does otherwise than the store, and what it counts."""

    def __init__(self, asked):
        self.share = asked.get("share", 0.0)
        self.cut = asked.get("cut", False)
        self.slow = asked.get("slow", 0.0)
        self.deny = asked.get("deny")
        self.after = asked.get("after")
        self.hold = asked.get("hold")
        self.held_method = asked.get("method", "PUT")
        self.to = asked.get("to", PORT)
        self.lock = threading.Lock()
        self.requests = self.failed = self.bytes = self.gets = 0
        self.held, self.released = threading.Event(), threading.Event()

    def fails(self):
        """Every so many requests, so that a test fails the same way each time."""
        with self.lock:
            self.requests += 1
            fails = int(self.requests * self.share) != int((self.requests - 1) * self.share)
            self.failed += fails
            return fails

    def act(self, method, path):
        """Takes an object away, or puts another in its place, behind the back of who reads it."""
        if not self.after or method != "GET" or not path.split("?")[0].endswith(self.after["key"]):
            return
        with self.lock:
            self.gets += 1
            if self.gets != self.after["gets"]:
                return
        bucket, key = self.after["bucket"], self.after["object"]
        if self.after["do"] == "delete":
            S3.delete_object(Bucket=bucket, Key=key)
        else:
            old = S3.get_object(Bucket=bucket, Key=key)["Body"].read()
            S3.put_object(Bucket=bucket, Key=key, Body=old + b"\n")


class Proxy(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, faults, *arguments):
        self.faults = faults
        super().__init__(*arguments)

    def answer(self, status, headers, body):
        self.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                self.send_header(name, value)
        length = dict((name.lower(), value) for name, value in headers).get("content-length")
        self.send_header("Content-Length", length if self.command == "HEAD" and length else len(body))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def refuse(self, status, code):
        body = f"<Error><Code>{code}</Code><Message>said by the proxy</Message></Error>".encode()
        self.answer(status, [("Content-Type", "application/xml")], body)

    def forward(self):
        faults = self.faults
        sent = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        time.sleep(faults.slow)
        if faults.deny and faults.deny in self.headers.get("Authorization", ""):
            return self.refuse(403, "InvalidAccessKeyId")
        fails = faults.fails()
        if fails and not faults.cut:
            return self.refuse(503, "SlowDown")
        held = self.command == faults.held_method
        if held and faults.hold and self.path.split("?")[0].endswith(faults.hold):
            faults.held.set()
            faults.released.wait()
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        store = http.client.HTTPConnection("127.0.0.1", faults.to)
        store.request(self.command, self.path, sent, headers)
        answer = store.getresponse()
        body = answer.read()
        with faults.lock:
            faults.bytes += len(body)
        if fails and len(body) > 1:
            # Half of the answer comes, and then nothing.
            self.send_response_only(answer.status)
            for name, value in answer.getheaders():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.close_connection = True
            return None
        if answer.status < 300:
            faults.act(self.command, self.path)
        return self.answer(answer.status, answer.getheaders(), body)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = forward

    def log_message(self, *_):
        pass


class Files(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def serve(handler):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def done(asked):
    match asked["do"]:
        case "bucket":
            S3.create_bucket(Bucket=asked["bucket"])
        case "put":
            S3.upload_file(asked["path"], asked["bucket"], asked["key"])
        case "delete":
            S3.delete_object(Bucket=asked["bucket"], Key=asked["key"])
        case "list":
            pages = S3.get_paginator("list_objects_v2").paginate(Bucket=asked["bucket"])
            return [of["Key"] for page in pages for of in page.get("Contents", [])]
        case "get":
            read = S3.get_object(Bucket=asked["bucket"], Key=asked["key"])
            return read["Body"].read().decode("utf-8", "replace")
        case "sign":
            return S3.generate_presigned_url(
                "get_object", Params={"Bucket": asked["bucket"], "Key": asked["key"]}
            )
        case "proxy":
            faults = Faults(asked)
            address = serve(functools.partial(Proxy, faults))
            PROXIES[address] = faults
            return address
        case "counts":
            faults = PROXIES[asked["proxy"]]
            return {"requests": faults.requests, "failed": faults.failed, "bytes": faults.bytes}
        case "held":
            return PROXIES[asked["proxy"]].held.wait(60)
        case "release":
            PROXIES[asked["proxy"]].released.set()
        case "files":
            return serve(functools.partial(Files, directory=asked["folder"]))
    return None


print(json.dumps({"endpoint": f"http://127.0.0.1:{PORT}"}), flush=True)
for line in sys.stdin:
    try:
        print(json.dumps({"done": done(json.loads(line))}), flush=True)
    except Exception as error:  # noqa: BLE001 - the test shows it
        print(json.dumps({"error": repr(error)}), flush=True)
SERVER.stop()
