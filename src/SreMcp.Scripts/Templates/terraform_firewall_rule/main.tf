terraform {
  required_version = ">= 1.9"

  required_providers {
{{#if cloud = aws}}
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.90"
    }
{{#else}}
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
{{/}}
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
{{#if cloud = aws}}

provider "aws" {
  region = {{region}}
}

# The plan fails when the group is not there: a wrong account is noticed before anything changes.
data "aws_security_group" "this" {
  id = {{group}}
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
{{#else}}

provider "azurerm" {
  features {}
}

# The plan fails when the group is not there: a wrong subscription is noticed before anything changes.
data "azurerm_network_security_group" "this" {
  name                = {{group}}
  resource_group_name = {{resource-group}}
}

# One resource for each rule, by its name: adding one never touches the others.
resource "azurerm_network_security_rule" "this" {
  for_each = { for rule in var.rules : rule.name => rule }

  name                        = each.key
  description                 = each.value.reason
  resource_group_name         = data.azurerm_network_security_group.this.resource_group_name
  network_security_group_name = data.azurerm_network_security_group.this.name
  direction                   = "Inbound"
  access                      = "Allow"
  priority                    = each.value.priority
  protocol                    = title(each.value.protocol)
  source_address_prefix       = each.value.source
  source_port_range           = "*"
  destination_address_prefix  = "*"
  destination_port_range      = tostring(each.value.port)
}
{{/}}
