# What Terraform would notice late, or not at all: the same thing twice, and an id of the wrong kind. A plan ends here, before it asks anybody.
variable "imports" {
  description = "The same list as in imports.tf."
  type        = list(object({ address = string, id = string }))

  default = [
{{#each resources}}
    { address = "{{resources.address}}", id = {{resources.id}} },
{{/}}
  ]

  validation {
    condition     = length(distinct(var.imports[*].address)) == length(var.imports) && length(distinct(var.imports[*].id)) == length(var.imports)
    error_message = "Each address and each id stands once: two addresses for one thing would fight over it."
  }

  validation {
{{#if cloud = aws}}
    condition     = alltrue([for i in var.imports : can(regex("^(module[.][A-Za-z0-9_-]+(\\[[^]]*\\])?[.])*aws_", i.address))])
    error_message = "These are resources of the provider aws."
{{#else}}
    condition     = alltrue([for i in var.imports : can(regex("^(module[.][A-Za-z0-9_-]+(\\[[^]]*\\])?[.])*azurerm_", i.address))])
    error_message = "These are resources of the provider azurerm."
{{/}}
  }

  validation {
{{#if cloud = aws}}
    # What people mistake most: a role goes by its name and a policy by its ARN, a queue by its URL, a machine by its id.
    condition = alltrue([for i in var.imports : can(regex(lookup({
      aws_cloudwatch_log_group  = "^[A-Za-z0-9_./#-]{1,512}$"
      aws_db_instance           = "^[a-z][a-z0-9-]{0,62}$"
      aws_dynamodb_table        = "^[A-Za-z0-9_.-]{3,255}$"
      aws_ebs_volume            = "^vol-[0-9a-f]{8,17}$"
      aws_eks_cluster           = "^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$"
      aws_iam_policy            = "^arn:aws[a-z-]*:iam::([0-9]{12}|aws):policy/"
      aws_iam_role              = "^[A-Za-z0-9+=,.@_-]{1,64}$"
      aws_instance              = "^i-[0-9a-f]{8,17}$"
      aws_kms_key               = "^(mrk-)?[0-9a-f-]{32,36}$"
      aws_lambda_function       = "^[A-Za-z0-9_-]{1,64}$"
      aws_lb                    = "^arn:aws[a-z-]*:elasticloadbalancing:"
      aws_nat_gateway           = "^nat-[0-9a-f]{8,17}$"
      aws_route53_zone          = "^Z[A-Z0-9]{1,31}$"
      aws_s3_bucket             = "^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$"
      aws_secretsmanager_secret = "^arn:aws[a-z-]*:secretsmanager:"
      aws_security_group        = "^sg-[0-9a-f]{8,17}$"
      aws_sns_topic             = "^arn:aws[a-z-]*:sns:"
      aws_sqs_queue             = "^https://sqs[.]"
      aws_subnet                = "^subnet-[0-9a-f]{8,17}$"
      aws_vpc                   = "^vpc-[0-9a-f]{8,17}$"
    }, regex("^(?:module[.][A-Za-z0-9_-]+(?:\\[[^]]*\\])?[.])*([a-z0-9_]+)[.]", i.address)[0], "^.+$"), i.id))])
    error_message = "An id is not of the kind that its resource is imported by. The section «Import» of the provider's page says which it is."
{{#else}}
    # A whole id, with the spelling that the provider reads: resourceGroups with a large G.
    condition     = alltrue([for i in var.imports : can(regex("^/(subscriptions/[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(/resourceGroups/[^/]+)?(/providers/[^/]+(/[^/]+/[^/]+)+)*|providers/[^/]+(/[^/]+/[^/]+)+)([|].+)?$", i.id))])
    error_message = "An id of Azure is whole: /subscriptions/.../resourceGroups/.../providers/.../type/name."
{{/}}
  }
}
