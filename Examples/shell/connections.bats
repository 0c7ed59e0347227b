# Tests a shell function that calls App Runner, each against a deck of its own.

setup() {
    cd "$BATS_TEST_DIRNAME"
    source ./ensure-connection.sh
    export -f ensure_connection
}

@test "creates a connection where there is none" {
    run tapedeck replay cassettes/absent.har --mode endpoint -- bash -c 'ensure_connection my-github-connection'
    [ "$status" -eq 0 ]
    [[ $output == *PENDING_HANDSHAKE* ]]
}

@test "leaves a connection alone that is there" {
    run tapedeck replay cassettes/present.har --mode endpoint -- bash -c 'ensure_connection my-github-connection'
    [ "$status" -eq 0 ]
    [[ $output == *"is there already"* ]]
}

@test "a request that nobody recorded fails the run, and says what came nearest" {
    run tapedeck replay cassettes/present.har --mode endpoint -- bash -c 'ensure_connection another-connection; true'
    [ "$status" -eq 1 ]
    [[ $output == *"tapedeck: miss: "* ]]
}
