#!/bin/sh
# curl as a program that speaks lines of JSON: a call a line in, an answer a line out.
[ "$1" = --version ] && exec curl --version
while IFS= read -r line; do
    get() { printf '%s' "$line" | jq -r "$1"; }
    token=$(get '.credentials.sessionToken // empty')
    body=$(mktemp) head=$(mktemp)
    set -- --silent --show-error --aws-sigv4 "aws:amz:$(get .region):apprunner" \
        --user "$(get .credentials.accessKeyId):$(get .credentials.secretAccessKey)" \
        --header "X-Amz-Target: AppRunner.$(get .operation)" --header 'Content-Type: application/x-amz-json-1.0' \
        --data-raw "$(printf '%s' "$line" | jq -c .input)" --dump-header "$head" --output "$body"
    [ -z "$token" ] || set -- "$@" --header "X-Amz-Security-Token: $token"
    if ! status=$(curl "$@" --write-out '%{http_code}' "$(get .endpoint)/" 2>&1); then
        jq -cn --arg why "$status" '{error: {code: null, message: $why}}'
    elif [ "$status" = 200 ] && jq -e 'type == "object" and length > 0' "$body" >/dev/null 2>&1; then
        jq -c '{result: .}' "$body"
    else
        id=$(sed -n 's/^x-amzn-requestid: *\([^\r]*\).*/\1/Ip' "$head")
        jq -c --arg id "$id" '{error: {code: (.__type // .code | if . then split(":")[0] | split("#")[-1] else null end),
            message: (.Message // .message), requestId: $id}}' "$body" 2>/dev/null ||
            jq -cn --arg id "$id" '{error: {code: null, message: "an answer that is no JSON", requestId: $id}}'
    fi
    rm -f "$body" "$head"
done
