# Makes a connection unless there is one of the name. CLIENT is the program: apprunner, or aws apprunner.
ensure_connection() {
    local client=${CLIENT:-apprunner} name=$1 endpoint=() found
    [ -z "${TAPEDECK_URL:-}" ] || endpoint=(--endpoint-url "$TAPEDECK_URL")
    found=$($client list-connections --connection-name "$name" --query 'ConnectionSummaryList[0].Status' \
        --output text "${endpoint[@]}") || return
    if [ "$found" != None ]; then
        echo "$name is there already: $found"
    else
        $client create-connection --connection-name "$name" --provider-type GITHUB --query Connection.Status \
            --output text "${endpoint[@]}"
    fi
}
