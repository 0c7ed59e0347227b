terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "name" {
  description = "The connection's name: 4 to 32 letters, digits, hyphens and underscores."
  type        = string
}

variable "provider_type" {
  description = "GITHUB or BITBUCKET."
  type        = string
  default     = "GITHUB"
}

resource "aws_apprunner_connection" "this" {
  connection_name = var.name
  provider_type   = var.provider_type
}

output "arn" {
  value = aws_apprunner_connection.this.arn
}

output "status" {
  value = aws_apprunner_connection.this.status
}
