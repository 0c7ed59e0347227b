"""Creates a connection and polls until it is AVAILABLE: App Runner has no waiter for that.

    python wait_available.py NAME [SECONDS]    SECONDS between two looks; 5 without it
"""
import sys
import time

import boto3


def wait_available(client, name, pause=5.0, looks=60):
    """The connection, once it is AVAILABLE; RuntimeError where the handshake failed or nobody completed it."""
    for look in range(looks):
        if look:
            time.sleep(pause)
        found = client.list_connections(ConnectionName=name)["ConnectionSummaryList"]
        status = found[0]["Status"] if found else "absent"
        if status == "AVAILABLE":
            return found[0]
        if status in ("ERROR", "DELETED", "absent"):
            raise RuntimeError(f"the connection {name} is {status}")
    raise RuntimeError(f"nobody completed the handshake of {name} in {looks} looks")


def create(name, provider="GITHUB", pause=5.0):
    client = boto3.client("apprunner")
    client.create_connection(ConnectionName=name, ProviderType=provider)
    print(f"{name}: complete the handshake in the App Runner console", file=sys.stderr)
    return wait_available(client, name, pause)


if __name__ == "__main__":
    made = create(sys.argv[1], pause=float(sys.argv[2]) if len(sys.argv) > 2 else 5.0)
    print(made["ConnectionArn"])
