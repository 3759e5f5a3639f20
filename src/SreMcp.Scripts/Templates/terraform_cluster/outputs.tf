output "cluster_name" {
  description = "For kubeconfig."
{{#if cloud = aws}}
  value       = aws_eks_cluster.this.name
{{#else}}
  value       = azurerm_kubernetes_cluster.this.name
{{/}}
}

output "oidc_issuer" {
  description = "Who signs what a pod is; for identities that other modules make."
{{#if cloud = aws}}
  value       = aws_eks_cluster.this.identity[0].oidc[0].issuer
{{#else}}
  value       = azurerm_kubernetes_cluster.this.oidc_issuer_url
{{/}}
}

output "workload_identities" {
{{#if cloud = aws}}
  description = "For the annotation eks.amazonaws.com/role-arn of each service account."
  value       = { for name, role in aws_iam_role.workload : name => role.arn }
{{#else}}
  description = "For the annotation azure.workload.identity/client-id of each service account."
  value       = { for name, identity in azurerm_user_assigned_identity.workload : name => identity.client_id }
{{/}}
}
{{#if cloud = aws}}

output "autoscaler_role" {
  description = "For the chart of the cluster autoscaler."
  value       = aws_iam_role.system["autoscaler"].arn
}
{{#else}}

output "resource_group" {
  description = "Where the cluster is."
  value       = azurerm_resource_group.this.name
}
{{/}}
