# Who may reach what. One line for one rule; a review reads nothing else.
rules = [
{{#each rules}}
  { name = {{rules.name}}, source = {{rules.source}}, port = {{rules.port}}, protocol = {{rules.protocol}}, priority = {{rules.priority}}, reason = {{rules.reason}} },
{{/}}
]
