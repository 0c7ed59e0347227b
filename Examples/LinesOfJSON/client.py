"""boto3 as a program that speaks lines of JSON: a call a line in, an answer a line out."""
import json
import re
import sys

import boto3
import botocore.config
import botocore.exceptions

if sys.argv[1:] == ["--version"]:
    sys.exit(print(boto3.__version__))
for line in sys.stdin:
    call = json.loads(line)
    who, settings = call["credentials"], call["settings"]
    attempts = {"total_max_attempts": int(settings["attempts"])} if "attempts" in settings else {}
    client = boto3.client(
        "apprunner", endpoint_url=call["endpoint"], region_name=call["region"], aws_access_key_id=who["accessKeyId"],
        aws_secret_access_key=who["secretAccessKey"], aws_session_token=who["sessionToken"],
        config=botocore.config.Config(retries=attempts))
    try:
        method = re.sub(r"(?<!^)(?=[A-Z])", "_", call["operation"]).lower()
        answer = {"result": getattr(client, method)(**call["input"])}
        answer["result"].pop("ResponseMetadata", None)
    except botocore.exceptions.ClientError as error:
        said = error.response["Error"]
        answer = {"error": {"code": said.get("Code"), "message": said.get("Message"),
                            "requestId": error.response["ResponseMetadata"].get("RequestId")}}
    except Exception as error:
        answer = {"error": {"code": None, "message": str(error)}}
    print(json.dumps(answer, default=lambda time: time.isoformat()), flush=True)
