terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.90"
    }
  }
}

variable "rules" {
  description = "From where to which port, and why."
  type        = list(object({ name = string, source = string, port = number, protocol = string, priority = number, reason = string }))

  validation {
    condition     = length(distinct([for rule in var.rules : rule.name])) == length(var.rules)
    error_message = "Every rule has a name of its own."
  }

  validation {
    # The whole internet is a decision that does not pass by as one line of a list.
    condition     = alltrue([for rule in var.rules : !endswith(rule.source, "/0")])
    error_message = "A rule must not be open to everybody; put a load balancer or a gateway in front."
  }
}

provider "aws" {
  region = "eu-west-1"
}

# The plan fails when the group is not there: a wrong account is noticed before anything changes.
data "aws_security_group" "this" {
  id = "sg-0a1b2c3d4e5f60718"
}

# One resource for each rule, by its name: adding one never touches the others.
resource "aws_vpc_security_group_ingress_rule" "this" {
  for_each = { for rule in var.rules : rule.name => rule }

  security_group_id = data.aws_security_group.this.id
  description       = "${each.key} (${each.value.reason})"
  cidr_ipv4         = each.value.source
  ip_protocol       = each.value.protocol
  from_port         = each.value.port
  to_port           = each.value.port
  tags              = { Name = each.key }
}
