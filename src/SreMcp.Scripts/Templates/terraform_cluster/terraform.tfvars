# The values of this cluster. The module beside it has none of its own, so that staging and production differ in this file only.
name               = {{name}}
region             = {{region}}
kubernetes_version = {{kubernetes-version}}
log_days           = {{log-days}}

subnets        = {{subnets}}
administrators = {{administrators}}
{{#if allowed-ranges}}
allowed_ranges = {{allowed-ranges}}
{{#else}}
allowed_ranges = []
{{/}}

node_groups = [
{{#each node-groups}}
  {
    name     = {{node-groups.name}}
    capacity = {{node-groups.capacity}}
    machines = {{node-groups.machines}}
    smallest = {{node-groups.smallest}}
    largest  = {{node-groups.largest}}
    disk     = {{node-groups.disk}}
{{#if node-groups.reservation}}

    reservation = {{node-groups.reservation}}
{{/}}
  },
{{/}}
]

workloads = [
{{#if workloads}}
{{#each workloads}}
  {
    name            = {{workloads.name}}
    namespace       = {{workloads.namespace}}
    service_account = {{workloads.service-account}}
    access          = {{workloads.access}}
{{#if workloads.scope}}

    scope = {{workloads.scope}}
{{/}}
  },
{{/}}
{{/}}
]

tags = [
{{#if tags}}
{{#each tags}}
  { key = {{tags.key}}, value = {{tags.value}} },
{{/}}
{{/}}
]
