# Who may reach what. One line for one rule; a review reads nothing else.
rules = [
  { name = "https-from-office", source = "203.0.113.0/24", port = 443, protocol = "tcp", priority = 200, reason = "OPS-1234" },
  { name = "metrics-from-monitoring", source = "10.20.16.0/20", port = 9090, protocol = "tcp", priority = 210, reason = "OPS-1234" },
]
