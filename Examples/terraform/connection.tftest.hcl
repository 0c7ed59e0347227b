provider "aws" {
  region                      = "us-east-1"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

run "a_connection_waits_for_its_handshake" {
  variables {
    name = "my-github-connection"
  }
  assert {
    condition     = output.status == "PENDING_HANDSHAKE"
    error_message = "expected PENDING_HANDSHAKE, got ${output.status}"
  }
  assert {
    condition     = startswith(output.arn, "arn:aws:apprunner:us-east-1:")
    error_message = "not an ARN of App Runner: ${output.arn}"
  }
}
