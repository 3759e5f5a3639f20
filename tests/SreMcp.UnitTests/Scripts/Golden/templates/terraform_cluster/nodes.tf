locals {
  groups = { for group in var.node_groups : group.name => group }

  # What the autoscaler must know of a group that has no machine it could look at.
  hints = merge([for name, group in local.groups : {
    "${name}-label" = { group = name, key = "k8s.io/cluster-autoscaler/node-template/label/capacity", value = group.capacity }
    "${name}-taint" = { group = name, key = "k8s.io/cluster-autoscaler/node-template/taint/capacity", value = "${group.capacity}:NoSchedule" }
  } if group.capacity != "on-demand"]...)
}

# What a machine may: join the cluster and pull images. Nothing of it is for pods; those have roles of their own.
resource "aws_iam_role" "node" {
  name_prefix        = "eks-node-"
  assume_role_policy = data.aws_iam_policy_document.node_trust.json
}

data "aws_iam_policy_document" "node_trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
  }
}

resource "aws_iam_role_policy_attachment" "node" {
  for_each = toset(["AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"])

  role       = aws_iam_role.node.name
  policy_arn = "${local.policies}/${each.key}"
}

resource "aws_launch_template" "node" {
  for_each = local.groups

  name_prefix = "${var.name}-${each.key}-"

  # Pods cannot ask the machine for its role: one hop ends at the machine itself, and the old protocol without a token is off.
  metadata_options {
    http_endpoint               = "enabled"
    http_tokens                 = "required"
    http_put_response_hop_limit = 1
  }

  block_device_mappings {
    device_name = "/dev/xvda"

    ebs {
      volume_size           = each.value.disk
      volume_type           = "gp3"
      encrypted             = true
      delete_on_termination = true
    }
  }

  # Machines of this group take the places that are paid for already.
  dynamic "capacity_reservation_specification" {
    for_each = each.value.reservation == null ? [] : [each.value.reservation]

    content {
      capacity_reservation_target {
        capacity_reservation_id = capacity_reservation_specification.value
      }
    }
  }

  dynamic "tag_specifications" {
    for_each = toset(["instance", "volume"])

    content {
      resource_type = tag_specifications.value
      tags          = merge({ for tag in var.tags : tag.key => tag.value }, { Name = "${var.name}-${each.key}" })
    }
  }
}

resource "aws_eks_node_group" "this" {
  for_each = local.groups

  cluster_name           = aws_eks_cluster.this.name
  node_group_name_prefix = "${each.key}-"
  node_role_arn          = aws_iam_role.node.arn
  subnet_ids             = var.subnets
  version                = var.kubernetes_version
  ami_type               = "AL2023_x86_64_STANDARD"
  instance_types         = split(" ", each.value.machines)
  capacity_type          = each.value.capacity == "spot" ? "SPOT" : "ON_DEMAND"
  labels                 = { capacity = each.value.capacity }

  launch_template {
    id      = aws_launch_template.node[each.key].id
    version = aws_launch_template.node[each.key].latest_version
  }

  scaling_config {
    min_size     = each.value.smallest
    max_size     = each.value.largest
    desired_size = each.value.smallest
  }

  # An upgrade replaces a quarter of the machines at a time, and waits for their pods.
  update_config {
    max_unavailable_percentage = 25
  }

  # Only what says that it can be interrupted, or that the places were bought for it, comes here.
  dynamic "taint" {
    for_each = each.value.capacity == "on-demand" ? [] : [each.value.capacity]

    content {
      key    = "capacity"
      value  = taint.value
      effect = "NO_SCHEDULE"
    }
  }

  depends_on = [aws_eks_addon.network, aws_eks_addon.proxy, aws_iam_role_policy_attachment.node]

  lifecycle {
    # A new group stands before the old one goes. The autoscaler decides how many there are.
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }
}

resource "aws_autoscaling_group_tag" "hint" {
  for_each = local.hints

  autoscaling_group_name = aws_eks_node_group.this[each.value.group].resources[0].autoscaling_groups[0].name

  tag {
    key                 = each.value.key
    value               = each.value.value
    propagate_at_launch = false
  }
}
