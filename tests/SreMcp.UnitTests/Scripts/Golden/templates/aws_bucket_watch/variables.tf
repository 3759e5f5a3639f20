variable "name" {
  description = "Begins the name of everything."
  type        = string
}

variable "account" {
  description = "The account; Terraform stops in any other."
  type        = string
}

variable "region" {
  description = "The region of the buckets: their size is known only there."
  type        = string
}

variable "buckets" {
  description = "The buckets; limit in GiB, growth in percent within a week."
  type = list(object({
    bucket = string
    limit  = number
    growth = number
  }))
}

variable "emails" {
  description = "Who is told."
  type        = set(string)
}

variable "hour" {
  description = "When it looks, every day, in UTC."
  type        = number
}

variable "log_days" {
  description = "How long its own log is kept."
  type        = number
}
