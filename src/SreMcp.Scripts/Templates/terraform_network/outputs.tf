output "network_id" {
  description = "For what is built inside."
{{#if cloud = aws}}
  value       = aws_vpc.this.id
{{#else}}
  value       = azurerm_virtual_network.this.id
{{/}}
}

output "public_subnet_ids" {
  description = "By zone, for load balancers."
{{#if cloud = aws}}
  value       = { for zone, subnet in aws_subnet.public : zone => subnet.id }
{{#else}}
  value       = { for zone, subnet in azurerm_subnet.public : zone => subnet.id }
{{/}}
}

output "private_subnet_ids" {
  description = "By zone, for everything else."
{{#if cloud = aws}}
  value       = { for zone, subnet in aws_subnet.private : zone => subnet.id }
{{#else}}
  value       = { for zone, subnet in azurerm_subnet.private : zone => subnet.id }
{{/}}
}

output "egress_addresses" {
  description = "What partners see and may want to allow."
{{#if cloud = aws}}
  value       = [for address in aws_eip.nat : address.public_ip]
{{#else}}
  value       = [for address in azurerm_public_ip.nat : address.ip_address]
{{/}}
}
