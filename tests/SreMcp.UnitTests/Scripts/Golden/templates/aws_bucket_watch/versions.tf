terraform {
  required_version = ">= 1.3"

  required_providers {
    archive = {
      source  = "hashicorp/archive"
      version = "~> 2.4"
    }
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }

  # State says what exists. Keep it where your team does, with locking:
  # backend "s3" {}
}

# In any other account Terraform stops before it reads anything.
provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]

  default_tags {
    tags = {
      managed-by = "terraform"
      module     = var.name
    }
  }
}
