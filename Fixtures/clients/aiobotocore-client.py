#!/usr/bin/env python3
"""Calls one App Runner operation through aiobotocore, for the contract suite.

usage: aiobotocore-client.py OPERATION JSON-INPUT

Endpoint, region and credentials come from the environment. The result is printed as JSON, without ResponseMetadata. A
service error is one line of JSON on standard error and exit status 1, any other trouble exit status 2.
"""
import asyncio
import datetime
import json
import re
import sys


def plain(value):
    if isinstance(value, datetime.datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no JSON form")


def fail(exit_status, **error):
    print(json.dumps({"error": error}), file=sys.stderr)
    sys.exit(exit_status)


async def call(operation, text):
    from aiobotocore.session import get_session

    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    async with get_session().create_client("apprunner") as client:
        return await getattr(client, method)(**json.loads(text))


def main():
    import aiobotocore
    import botocore.exceptions

    if sys.argv[1:] == ["--version"]:
        print(f"aiobotocore/{aiobotocore.__version__} botocore/{botocore.__version__}")
        return
    try:
        result = asyncio.run(call(*sys.argv[1:3]))
    except botocore.exceptions.ClientError as error:
        answer = error.response
        about = answer.get("ResponseMetadata", {})
        fail(1, code=answer.get("Error", {}).get("Code"), message=answer.get("Error", {}).get("Message"),
             status=about.get("HTTPStatusCode"), requestId=about.get("RequestId"))
    except Exception as error:
        fail(2, exception=type(error).__name__, message=str(error))
    result.pop("ResponseMetadata", None)
    print(json.dumps(result, default=plain))


main()
