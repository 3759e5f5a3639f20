# The values of this network. The module beside it has none of its own, so that staging and production differ in this file only.
name    = {{name}}
region  = {{region}}
network = {{network}}
nat     = {{nat}}
{{#if cloud = aws}}

flow_log_days = {{flow-log-days}}
{{/}}

subnets = [
{{#each subnets}}
  { zone = {{subnets.zone}}, public = {{subnets.public}}, private = {{subnets.private}} },
{{/}}
]

tags = [
{{#if tags}}
{{#each tags}}
  { key = {{tags.key}}, value = {{tags.value}} },
{{/}}
{{/}}
]
