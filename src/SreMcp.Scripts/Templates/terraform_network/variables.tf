variable "name" {
  description = "Begins the name of everything."
  type        = string
}

variable "region" {
  description = "Where the network is."
  type        = string
}

variable "network" {
  description = "The range of the whole network. It cannot be made smaller later, and must not overlap with networks that it will be joined to."
  type        = string

  validation {
    condition     = can(cidrnetmask(var.network))
    error_message = "The network must be in CIDR notation, such as 10.20.0.0/16."
  }
}

variable "subnets" {
  description = "For each zone a public and a private range."
  type        = list(object({ zone = string, public = string, private = string }))

  validation {
    condition     = length(var.subnets) >= 2
    error_message = "Two zones or more: one zone fails as a whole."
  }

  validation {
    # Compared as numbers of the first address: every subnet begins inside of the network.
    condition     = alltrue([for s in flatten([for z in var.subnets : [z.public, z.private]]) : cidrhost("${cidrhost(s, 0)}/${split("/", var.network)[1]}", 0) == cidrhost(var.network, 0)])
    error_message = "Every subnet must lie inside of the network."
  }
}

variable "nat" {
  description = "one-per-zone, or single: cheaper, and a zone that fails takes the way out of the others along."
  type        = string

  validation {
    condition     = contains(["one-per-zone", "single"], var.nat)
    error_message = "It must be one-per-zone or single."
  }
}
{{#if cloud = aws}}

variable "flow_log_days" {
  description = "How long it is known who talked to whom."
  type        = number
}
{{/}}

variable "tags" {
  description = "On everything; the bill is split by them."
  type        = list(object({ key = string, value = string }))
}
