terraform {
  # Import blocks came with 1.5, removed blocks with 1.7.
  required_version = ">= 1.7"

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
  region = {{region}}
}
{{#else}}

provider "azurerm" {
  features {}
}
{{/}}
