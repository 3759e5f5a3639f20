{{#if cloud = aws}}
# Kubernetes signs who a pod is, and AWS believes that for this one cluster.
resource "aws_iam_openid_connect_provider" "this" {
  url            = aws_eks_cluster.this.identity[0].oidc[0].issuer
  client_id_list = ["sts.amazonaws.com"]
}

locals {
  issuer = trimprefix(aws_eks_cluster.this.identity[0].oidc[0].issuer, "https://")

  # What belongs to the cluster: the service account of each, and the policy that AWS keeps for it.
  system = {
    network    = { account = "kube-system:aws-node", policy = "${local.policies}/AmazonEKS_CNI_Policy" }
    disks      = { account = "kube-system:ebs-csi-controller-sa", policy = "${local.policies}/service-role/AmazonEBSCSIDriverPolicy" }
    autoscaler = { account = "kube-system:cluster-autoscaler", policy = aws_iam_policy.autoscaler.arn }
  }
  workloads = { for workload in var.workloads : workload.name => workload }
}

# Exactly one service account of one namespace may take on the role.
data "aws_iam_policy_document" "account_trust" {
  for_each = merge({ for name, system in local.system : "system-${name}" => system.account }, { for name, workload in local.workloads : "workload-${name}" => "${workload.namespace}:${workload.service_account}" })

  statement {
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = [aws_iam_openid_connect_provider.this.arn]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:sub"
      values   = ["system:serviceaccount:${each.value}"]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer}:aud"
      values   = ["sts.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "system" {
  for_each = local.system

  name_prefix        = "eks-${each.key}-"
  assume_role_policy = data.aws_iam_policy_document.account_trust["system-${each.key}"].json
}

resource "aws_iam_role_policy_attachment" "system" {
  for_each = local.system

  role       = aws_iam_role.system[each.key].name
  policy_arn = each.value.policy
}

# The autoscaler looks at everything, which AWS cannot narrow, and changes the groups of this cluster only.
data "aws_iam_policy_document" "autoscaler" {
  statement {
    actions = [
      "autoscaling:DescribeAutoScalingGroups",
      "autoscaling:DescribeAutoScalingInstances",
      "autoscaling:DescribeLaunchConfigurations",
      "autoscaling:DescribeScalingActivities",
      "autoscaling:DescribeTags",
      "ec2:DescribeImages",
      "ec2:DescribeInstanceTypes",
      "ec2:DescribeLaunchTemplateVersions",
      "ec2:GetInstanceTypesFromInstanceRequirements",
      "eks:DescribeNodegroup",
    ]
    resources = ["*"]
  }

  statement {
    actions   = ["autoscaling:SetDesiredCapacity", "autoscaling:TerminateInstanceInAutoScalingGroup"]
    resources = ["*"]

    condition {
      test     = "StringEquals"
      variable = "aws:ResourceTag/k8s.io/cluster-autoscaler/${var.name}"
      values   = ["owned"]
    }
  }
}

resource "aws_iam_policy" "autoscaler" {
  name_prefix = "${var.name}-autoscaler-"
  policy      = data.aws_iam_policy_document.autoscaler.json
}

resource "aws_iam_role" "workload" {
  for_each = local.workloads

  name               = "${var.name}-${each.key}"
  assume_role_policy = data.aws_iam_policy_document.account_trust["workload-${each.key}"].json
}

resource "aws_iam_role_policy_attachment" "workload" {
  for_each = local.workloads

  role       = aws_iam_role.workload[each.key].name
  policy_arn = each.value.access
}
{{#else}}
locals {
  workloads = { for workload in var.workloads : workload.name => workload }
}

resource "azurerm_user_assigned_identity" "workload" {
  for_each = local.workloads

  name                = "${var.name}-${each.key}"
  resource_group_name = azurerm_resource_group.this.name
  location            = azurerm_resource_group.this.location
  tags                = local.tags
}

# Exactly one service account of one namespace is believed to be this identity.
resource "azurerm_federated_identity_credential" "workload" {
  for_each = local.workloads

  name                = each.key
  resource_group_name = azurerm_resource_group.this.name
  parent_id           = azurerm_user_assigned_identity.workload[each.key].id
  issuer              = azurerm_kubernetes_cluster.this.oidc_issuer_url
  subject             = "system:serviceaccount:${each.value.namespace}:${each.value.service_account}"
  audience            = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "workload" {
  for_each = local.workloads

  scope                = each.value.scope
  role_definition_name = each.value.access
  principal_id         = azurerm_user_assigned_identity.workload[each.key].principal_id
}
{{/}}
