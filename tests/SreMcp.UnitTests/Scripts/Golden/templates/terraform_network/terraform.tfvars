# The values of this network. The module beside it has none of its own, so that staging and production differ in this file only.
name    = "shop-production"
region  = "eu-west-1"
network = "10.20.0.0/16"
nat     = "one-per-zone"

flow_log_days = 30

subnets = [
  { zone = "a", public = "10.20.0.0/24", private = "10.20.16.0/20" },
  { zone = "b", public = "10.20.1.0/24", private = "10.20.32.0/20" },
  { zone = "c", public = "10.20.2.0/24", private = "10.20.48.0/20" },
]

tags = [
  { key = "team", value = "platform" },
  { key = "cost-center", value = "4711" },
]
