# The values of this cluster. The module beside it has none of its own, so that staging and production differ in this file only.
name               = "shop-production"
region             = "eu-west-1"
kubernetes_version = "1.33"
log_days           = 90

subnets        = ["subnet-0a1b2c3d4e5f60718", "subnet-0b1c2d3e4f5061728", "subnet-0c1d2e3f405162738"]
administrators = ["arn:aws:iam::111122223333:role/platform"]
allowed_ranges = ["203.0.113.0/24"]

node_groups = [
  {
    name     = "system"
    capacity = "on-demand"
    machines = "m7i.large"
    smallest = 2
    largest  = 4
    disk     = 100
  },
  {
    name     = "batch"
    capacity = "spot"
    machines = "m7i.xlarge m6i.xlarge m7a.xlarge"
    smallest = 0
    largest  = 20
    disk     = 100
  },
  {
    name     = "checkout"
    capacity = "reservation"
    machines = "m7i.2xlarge"
    smallest = 3
    largest  = 3
    disk     = 100

    reservation = "cr-0a1b2c3d4e5f60718"
  },
]

workloads = [
  {
    name            = "orders-reader"
    namespace       = "shop"
    service_account = "orders"
    access          = "arn:aws:iam::111122223333:policy/orders-bucket-read"
  },
]

tags = [
  { key = "team", value = "platform" },
  { key = "cost-center", value = "4711" },
]
