"""What the drivers of botocore's clients share: the command line, the printed result, and the printed error."""
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


def main(library, call):
    """Runs the command line: `call` takes a method's name and its parameters, and gives the answer."""
    import botocore.exceptions

    if sys.argv[1:] == ["--version"]:
        print(f"{library.__name__}/{library.__version__} botocore/{botocore.__version__}")
        return
    operation, text = sys.argv[1:3]
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    try:
        result = call(method, json.loads(text))
    except botocore.exceptions.ClientError as error:
        said, about = error.response.get("Error", {}), error.response.get("ResponseMetadata", {})
        fail(1, code=said.get("Code"), message=said.get("Message"), status=about.get("HTTPStatusCode"),
             requestId=about.get("RequestId"))
    except Exception as error:
        fail(2, exception=type(error).__name__, message=str(error))
    result.pop("ResponseMetadata", None)
    print(json.dumps(result, default=plain))
