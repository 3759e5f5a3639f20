output "network_id" {
  description = "For what is built inside."
  value       = aws_vpc.this.id
}

output "public_subnet_ids" {
  description = "By zone, for load balancers."
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
}

output "private_subnet_ids" {
  description = "By zone, for everything else."
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
}

output "egress_addresses" {
  description = "What partners see and may want to allow."
  value       = [for address in aws_eip.nat : address.public_ip]
}
