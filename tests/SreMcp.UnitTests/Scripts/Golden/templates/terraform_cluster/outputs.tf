output "cluster_name" {
  description = "For kubeconfig."
  value       = aws_eks_cluster.this.name
}

output "oidc_issuer" {
  description = "Who signs what a pod is; for identities that other modules make."
  value       = aws_eks_cluster.this.identity[0].oidc[0].issuer
}

output "workload_identities" {
  description = "For the annotation eks.amazonaws.com/role-arn of each service account."
  value       = { for name, role in aws_iam_role.workload : name => role.arn }
}

output "autoscaler_role" {
  description = "For the chart of the cluster autoscaler."
  value       = aws_iam_role.system["autoscaler"].arn
}
