# What Terraform would notice late, or not at all: the same thing twice, and an id of the wrong kind. A plan ends here, before it asks anybody.
variable "imports" {
  description = "The same list as in imports.tf."
  type        = list(object({ address = string, id = string }))

  default = [
    { address = "azurerm_resource_group.logs", id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/logs" },
    { address = "azurerm_storage_account.logs", id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/shoplogs" },
  ]

  validation {
    condition     = length(distinct(var.imports[*].address)) == length(var.imports) && length(distinct(var.imports[*].id)) == length(var.imports)
    error_message = "Each address and each id stands once: two addresses for one thing would fight over it."
  }

  validation {
    condition     = alltrue([for i in var.imports : can(regex("^(module[.][A-Za-z0-9_-]+(\\[[^]]*\\])?[.])*azurerm_", i.address))])
    error_message = "These are resources of the provider azurerm."
  }

  validation {
    # A whole id, with the spelling that the provider reads: resourceGroups with a large G.
    condition     = alltrue([for i in var.imports : can(regex("^/(subscriptions/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(/resourceGroups/[^/]+)?(/providers/[^/]+(/[^/]+/[^/]+)+)*|providers/[^/]+(/[^/]+/[^/]+)+)([|].+)?$", i.id))])
    error_message = "An id of Azure is whole: /subscriptions/.../resourceGroups/.../providers/.../type/name."
  }
}
