# The values of this watch; the files beside it are the same for every account.
name     = "bucket-watch"
account  = "111122223333"
region   = "eu-west-1"
emails   = ["sre@example.com"]
hour     = 7
log_days = "30"

# limit in GiB, growth in percent within a week
buckets = [
  { bucket = "example-shop-uploads", limit = 500, growth = 25 },
  { bucket = "example-shop-logs", limit = 2000, growth = 50 },
]
