variable "name" {
  description = "The name of the cluster, and the beginning of everything else."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z][A-Za-z0-9-]{1,39}$", var.name))
    error_message = "A letter first, then letters, digits and dashes; at most 40."
  }
}

variable "region" {
  description = "Where the cluster is."
  type        = string
}

variable "kubernetes_version" {
  description = "The minor version. The control plane goes first, one minor at a time; the node groups follow."
  type        = string

  validation {
    condition     = can(regex("^1[.][0-9]{2}$", var.kubernetes_version))
    error_message = "It must be a minor version such as 1.33; the cloud chooses the patch."
  }
}

variable "subnets" {
  description = "Private subnets for the machines."
  type        = list(string)

  validation {
{{#if cloud = aws}}
    condition     = length(var.subnets) >= 2 && alltrue([for id in var.subnets : startswith(id, "subnet-")])
    error_message = "Two or more ids of subnets, in different zones."
{{#else}}
    condition     = length(var.subnets) == 1 && can(regex("/virtualNetworks/[^/]+/subnets/[^/]+$", var.subnets[0]))
    error_message = "One subnet by its whole resource id; a subnet of Azure spans all zones."
{{/}}
  }
}

variable "allowed_ranges" {
  description = "Who reaches the API over the internet. Empty: nobody does, it has a private endpoint only."
  type        = list(string)

  validation {
    condition     = alltrue([for range in var.allowed_ranges : can(cidrhost(range, 0)) && try(tonumber(split("/", range)[1]) >= 16, false)])
    error_message = "Ranges in CIDR notation, of /16 or smaller: the API is not for everybody."
  }
}

variable "administrators" {
{{#if cloud = aws}}
  description = "Roles, by ARN, that administer the cluster. Give people a role to take on, not a user."
  type        = list(string)

  validation {
    condition     = length(var.administrators) > 0 && alltrue([for arn in var.administrators : can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$", arn))])
    error_message = "One role or more, such as arn:aws:iam::111122223333:role/platform."
  }
{{#else}}
  description = "Groups of Entra, by object id, that administer the cluster."
  type        = list(string)

  validation {
    condition     = length(var.administrators) > 0 && alltrue([for id in var.administrators : can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", id))])
    error_message = "One object id or more of groups, such as 11111111-2222-3333-4444-555555555555."
  }
{{/}}
}

variable "node_groups" {
  description = "The machines. The first group runs what belongs to the cluster itself, so it is on-demand."
  type = list(object({
    name        = string
    capacity    = string
    machines    = string
    smallest    = number
    largest     = number
    disk        = number
    reservation = optional(string)
  }))

  validation {
    condition     = length(var.node_groups) > 0 && try(var.node_groups[0].capacity == "on-demand" && var.node_groups[0].smallest >= 2, false)
    error_message = "The first group is on-demand and has two machines or more."
  }

  validation {
    condition     = length(distinct(var.node_groups[*].name)) == length(var.node_groups) && alltrue([for g in var.node_groups : g.smallest <= g.largest])
    error_message = "Each group has a name of its own, and smallest is not above largest."
  }

  validation {
{{#if cloud = aws}}
    condition     = alltrue([for g in var.node_groups : contains(["on-demand", "spot", "reservation"], g.capacity) && (g.capacity == "reservation") == (g.reservation != null)])
    error_message = "The capacity is on-demand, spot or reservation, and only the last names a reservation."
{{#else}}
    condition     = alltrue([for g in var.node_groups : contains(["on-demand", "spot"], g.capacity) && can(regex("^[a-z][a-z0-9]{0,11}$", g.name)) && !strcontains(g.machines, " ")])
    error_message = "The capacity is on-demand or spot, the name has at most 12 lower-case letters and digits, and there is one type of machine."
{{/}}
  }
{{#if cloud = aws}}

  validation {
    condition     = alltrue([for g in var.node_groups : g.capacity != "spot" || length(split(" ", g.machines)) >= 3])
    error_message = "A spot group has three types of machines or more: when one is taken back, another is there."
  }
{{/}}
}

variable "workloads" {
  description = "Service accounts that may do something in the cloud, without a password."
  type = list(object({
    name            = string
    namespace       = string
    service_account = string
    access          = string
    scope           = optional(string)
  }))

  validation {
{{#if cloud = aws}}
    condition     = alltrue([for w in var.workloads : can(regex("^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/.+$", w.access)) && !endswith(w.access, "/AdministratorAccess")])
    error_message = "The access is the ARN of a policy, and not of the one that allows everything."
  }

  validation {
    condition     = alltrue([for w in var.workloads : length("${var.name}-${w.name}") <= 64])
    error_message = "The name of the cluster and that of a workload have at most 63 characters together: they name a role."
{{#else}}
    condition     = alltrue([for w in var.workloads : !contains(["Owner", "Contributor", "User Access Administrator"], w.access) && can(regex("^/subscriptions/[^/]+/resourceGroups/[^/]+/.+", coalesce(w.scope, "-")))])
    error_message = "The access is a role that is made for the work, and its scope one resource by its id."
{{/}}
  }
}

variable "log_days" {
  description = "How long the logs of the control plane are kept."
  type        = number
}

variable "tags" {
  description = "On everything; the bill is split by them."
  type        = list(object({ key = string, value = string }))
}
