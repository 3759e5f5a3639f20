# The values of this watch; the files beside it are the same for every account.
name     = {{name}}
account  = {{account}}
region   = {{region}}
emails   = {{emails}}
hour     = {{hour}}
log_days = {{log-days}}

# limit in GiB, growth in percent within a week
buckets = [
{{#each buckets}}
  { bucket = {{buckets.bucket}}, limit = {{buckets.limit}}, growth = {{buckets.growth}} },
{{/}}
]
