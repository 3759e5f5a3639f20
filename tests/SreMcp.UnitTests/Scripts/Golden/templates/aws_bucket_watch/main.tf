# What is deployed: the function and the list of buckets, in one archive.
data "archive_file" "code" {
  type        = "zip"
  output_path = "${path.module}/function.zip"

  source {
    filename = "handler.py"
    content  = file("${path.module}/handler.py")
  }

  source {
    filename = "buckets.json"
    content  = jsonencode(var.buckets)
  }
}

resource "aws_lambda_function" "watch" {
  function_name    = var.name
  description      = "Compares the size of buckets with their limits."
  filename         = data.archive_file.code.output_path
  source_code_hash = data.archive_file.code.output_base64sha256
  handler          = "handler.handler"
  runtime          = "python3.12"
  architectures    = ["arm64"]
  timeout          = 60
  memory_size      = 256
  role             = aws_iam_role.watch.arn

  environment {
    variables = {
      TOPIC = aws_sns_topic.told.arn
    }
  }

  # The log group is ours, so that it has a retention; Lambda would make one that keeps everything for ever.
  depends_on = [aws_cloudwatch_log_group.watch, aws_iam_role_policy.watch]
}

resource "aws_cloudwatch_log_group" "watch" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_days
}

# Only Lambda takes this role.
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "watch" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

# No right on any bucket: sizes are metrics.
data "aws_iam_policy_document" "watch" {
  # Metrics have no addresses of their own, so AWS takes nothing but a star here.
  statement {
    sid       = "ReadMetrics"
    actions   = ["cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]
    resources = ["*"]
  }

  statement {
    sid       = "Tell"
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.told.arn]
  }

  statement {
    sid       = "WriteOwnLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.watch.arn}:*"]
  }
}

resource "aws_iam_role_policy" "watch" {
  name   = "watch"
  role   = aws_iam_role.watch.id
  policy = data.aws_iam_policy_document.watch.json
}

resource "aws_sns_topic" "told" {
  name = var.name
}

# A mail asks each of them once to confirm.
resource "aws_sns_topic_subscription" "told" {
  for_each = var.emails

  topic_arn = aws_sns_topic.told.arn
  protocol  = "email"
  endpoint  = each.value
}

resource "aws_cloudwatch_event_rule" "daily" {
  name                = var.name
  description         = "Once a day, as often as CloudWatch measures buckets."
  schedule_expression = "cron(0 ${var.hour} * * ? *)"
}

resource "aws_cloudwatch_event_target" "daily" {
  rule = aws_cloudwatch_event_rule.daily.name
  arn  = aws_lambda_function.watch.arn
}

resource "aws_lambda_permission" "daily" {
  statement_id  = "daily"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.watch.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.daily.arn
}

# Silence has to mean that all is well: an error of the function is told, and so is a day on which it did not run.
resource "aws_cloudwatch_metric_alarm" "broken" {
  for_each = {
    errors = { metric = "Errors", threshold = 0, comparison = "GreaterThanThreshold", missing = "notBreaching" }
    silent = { metric = "Invocations", threshold = 1, comparison = "LessThanThreshold", missing = "breaching" }
  }

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = "The watch over the size of buckets does not work; see the log group ${aws_cloudwatch_log_group.watch.name}."
  namespace           = "AWS/Lambda"
  metric_name         = each.value.metric
  dimensions          = { FunctionName = aws_lambda_function.watch.function_name }
  statistic           = "Sum"
  period              = 86400
  evaluation_periods  = 1
  comparison_operator = each.value.comparison
  threshold           = each.value.threshold
  treat_missing_data  = each.value.missing
  alarm_actions       = [aws_sns_topic.told.arn]
}

output "function" {
  description = "The function, to try it by hand."
  value       = aws_lambda_function.watch.function_name
}

output "topic" {
  description = "Where people are told."
  value       = aws_sns_topic.told.arn
}
