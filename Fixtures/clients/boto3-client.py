#!/usr/bin/env python3
"""Calls one App Runner operation through boto3, for the contract suite.

usage: boto3-client.py OPERATION JSON-INPUT

The endpoint, region and credentials come from the environment. The result is printed as JSON, without boto3's own
ResponseMetadata. A service error is one line of JSON on standard error and exit status 1, any other trouble exit status 2.
"""
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


def main():
    import boto3
    import botocore.exceptions

    if sys.argv[1:] == ["--version"]:
        print(f"boto3/{boto3.__version__} botocore/{botocore.__version__}")
        return
    operation, text = sys.argv[1:3]
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    try:
        client = boto3.client("apprunner")
        result = getattr(client, method)(**json.loads(text))
    except botocore.exceptions.ClientError as error:
        answer = error.response
        fail(
            1,
            code=answer.get("Error", {}).get("Code"),
            message=answer.get("Error", {}).get("Message"),
            status=answer.get("ResponseMetadata", {}).get("HTTPStatusCode"),
            requestId=answer.get("ResponseMetadata", {}).get("RequestId"),
        )
    except Exception as error:
        fail(2, exception=type(error).__name__, message=str(error))
    result.pop("ResponseMetadata", None)
    print(json.dumps(result, default=plain))


main()
