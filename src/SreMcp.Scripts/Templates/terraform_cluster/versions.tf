terraform {
  # Validations that look at other variables came with 1.9.
  required_version = ">= 1.9"

  required_providers {
{{#if cloud = aws}}
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.90"
    }
{{#else}}
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.20"
    }
{{/}}
  }
}
{{#if cloud = aws}}

provider "aws" {
  region = var.region

  default_tags {
    tags = { for tag in var.tags : tag.key => tag.value }
  }
}
{{#else}}

provider "azurerm" {
  features {}
}
{{/}}
