#!/usr/bin/env python3
"""Has Terraform's AWS provider create or delete a connection, for the contract suite.

usage: terraform-client.py CreateConnection NAME PROVIDER-TYPE
       terraform-client.py DeleteConnection ARN

Terraform reads back what it made: after a create it lists connections and tags, after a delete it lists until the connection
is gone. No scenario answers that, so a relay in between does: with the connection as the create's own answer had it, or with
none. Everything else passes it byte for byte, resets included. The provider is the one that `terraform init` put into
.tapedeck/clients/terraform; `scripts/setup --clients` does that. AWS_MAX_ATTEMPTS goes into the provider's max_retries, else 3 does:
its own 25 tries last for more than ten minutes.
"""
import gzip
import http.client
import io
import json
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import urllib.parse

INSTALLED = pathlib.Path(__file__).resolve().parents[2] / ".tapedeck/clients/terraform"


class Relay:
    """Listens on loopback; passes requests on to the endpoint, and answers the provider's reading back."""

    def __init__(self, endpoint):
        place = urllib.parse.urlsplit(endpoint)
        self.upstream, self.heard = (place.hostname, place.port), b""
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = place._replace(netloc=f"127.0.0.1:{self.socket.getsockname()[1]}").geturl()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.socket.accept()
            threading.Thread(target=self.serve, args=(client,), daemon=True).start()

    def serve(self, client):
        reader, upstream = client.makefile("rb"), None
        try:
            while head := b"".join(iter(reader.readline, b"\r\n")):
                length = re.search(rb"(?im)^content-length: *(\d+)", head)
                body = reader.read(int(length[1]) if length else 0)
                target = re.search(rb"(?im)^x-amz-target: *AppRunner\.(\w+)", head)
                if target and target[1] in (b"ListConnections", b"ListTagsForResource"):
                    client.sendall(self.read_back(target[1]))
                    continue
                if upstream is None:
                    upstream = socket.create_connection(self.upstream)
                    threading.Thread(target=self.pass_back, args=(upstream, client), daemon=True).start()
                self.heard = b""
                upstream.sendall(head + b"\r\n" + body)
        except OSError:
            pass
        if upstream is not None:
            upstream.close()

    def pass_back(self, upstream, client):
        try:
            while data := upstream.recv(65536):
                self.heard += data
                client.sendall(data)
            client.shutdown(socket.SHUT_RDWR)
        except ConnectionResetError:
            # As the endpoint did: closing without lingering resets, once the other thread no longer reads.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.shutdown(socket.SHUT_RD)
            os.close(client.detach())
        except OSError:
            pass

    def read_back(self, operation):
        if operation == b"ListTagsForResource":
            text = json.dumps({"Tags": []})
        else:
            made = self.answered().get("Connection")
            text = json.dumps({"ConnectionSummaryList": [made] if made else []})
        return (f"HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: {len(text.encode())}\r\n\r\n{text}").encode()

    def answered(self):
        """The endpoint's last answer as JSON; nothing where it is none, and after a delete."""
        class Heard:
            makefile = staticmethod(lambda mode: io.BytesIO(self.heard))
        try:
            response = http.client.HTTPResponse(Heard)
            response.begin()
            body = response.read()
            value = json.loads(gzip.decompress(body) if response.getheader("Content-Encoding") == "gzip" else body)
        except (ValueError, OSError, http.client.HTTPException):
            return {}
        return value if isinstance(value, dict) else {}


class Project:
    """A directory with a configuration of one connection, and Terraform in it."""

    def __init__(self, folder, relay):
        self.folder = pathlib.Path(folder)
        self.environment = {
            **os.environ, "AWS_ENDPOINT_URL_APPRUNNER": relay.url, "TF_DATA_DIR": str(INSTALLED / ".terraform"),
            "TF_IN_AUTOMATION": "1", "CHECKPOINT_DISABLE": "1"}
        (self.folder / ".terraform.lock.hcl").write_text((INSTALLED / ".terraform.lock.hcl").read_text())

    def configure(self, name, provider_type):
        self.write("main.tf.json", {
            "terraform": {"required_providers": {"aws": {"source": "hashicorp/aws"}}},
            "provider": {"aws": {
                "skip_credentials_validation": True, "skip_metadata_api_check": True, "skip_requesting_account_id": True,
                "max_retries": int(os.environ.get("AWS_MAX_ATTEMPTS", "3"))}},
            "resource": {"aws_apprunner_connection": {
                "c": {"connection_name": name, "provider_type": provider_type}}}})

    def hold(self, arn):
        """A state in which the connection is there."""
        name = arn.split("/")[1]
        held = {"arn": arn, "connection_name": name, "id": name, "provider_type": "GITHUB", "status": "AVAILABLE", "tags": None,
                "tags_all": {}}
        self.write("terraform.tfstate", {
            "version": 4, "serial": 1, "lineage": "00000000-0000-4000-8000-000000000000", "resources": [{
                "mode": "managed", "type": "aws_apprunner_connection", "name": "c",
                "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                "instances": [{"schema_version": 0, "attributes": held}]}]})
        self.configure(name, "GITHUB")

    def write(self, name, value):
        (self.folder / name).write_text(json.dumps(value))

    def run(self, *words):
        """Runs terraform; gives what its lines of JSON say of an error, or nothing."""
        ran = subprocess.run(
            ["terraform", *words, "-auto-approve", "-json"], cwd=self.folder, env=self.environment, capture_output=True, text=True)
        if ran.returncode == 0:
            return None
        told = [json.loads(line) for line in ran.stdout.splitlines() if line.startswith("{")]
        errors = [line["diagnostic"] for line in told if line.get("diagnostic", {}).get("severity") == "error"]
        text = "; ".join(" ".join(filter(None, (error["summary"], error.get("detail")))) for error in errors)
        # Of a provider that crashed in the middle Terraform says the one or the other, as chance will have it.
        if "Request cancelled" in text:
            text = f"Plugin did not respond: {text}"
        return text or ran.stderr or f"terraform ended with {ran.returncode}"

    def connection(self):
        state = json.loads((self.folder / "terraform.tfstate").read_text())
        held = [item["instances"][0]["attributes"] for item in state["resources"] if item["type"] == "aws_apprunner_connection"]
        if not held:
            return {}
        names = {"ConnectionName": "connection_name", "ConnectionArn": "arn", "ProviderType": "provider_type", "Status": "status"}
        return {"Connection": {name: held[0][own] for name, own in names.items() if held[0].get(own) not in (None, "")}}


def version():
    terraform = json.loads(subprocess.run(["terraform", "version", "-json"], cwd=INSTALLED, capture_output=True, check=True).stdout)
    print(f"terraform/{terraform['terraform_version']}", *(
        f"{name.rsplit('/', 1)[-1]}/{number}" for name, number in terraform["provider_selections"].items()))


def main(operation, *words):
    relay = Relay(os.environ["TAPEDECK_ENDPOINT"])
    with tempfile.TemporaryDirectory() as folder:
        project = Project(folder, relay)
        if operation == "CreateConnection":
            project.configure(*words)
            error, result = project.run("apply"), project.connection
        else:
            project.hold(*words)
            error, result = project.run("destroy", "-refresh=false"), dict
        if error is None:
            print(json.dumps(result()))
            return 0
    said = re.search(r"RequestID: (?P<id>[^,]*), (?:api error )?(?P<code>\w+): (?P<message>.*)", error, re.S)
    print(json.dumps({"error": said.groupdict() if said else {"text": error}}, ensure_ascii=False), file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(version() if sys.argv[1:] == ["--version"] else main(*sys.argv[1:]))
