"""Compares the size of buckets with their limits, and tells people what needs a look.

It reads metrics only, never a bucket. CloudWatch measures buckets once a day, so once a day is enough.
Deployed by main.tf, which puts buckets.json beside this file. With the event {"dry_run": true} nobody is told.
"""

import datetime
import json
import os

import boto3

GIB = 1024**3
DAYS = 9  # the day before yesterday may be the last one that is measured, and a week before that is compared


def handler(event, _context):
    """What Lambda calls. Its answer is for people who try it by hand."""
    watched = read_watched()
    sizes = read_sizes(boto3.client("cloudwatch"), [each["bucket"] for each in watched])
    problems = [problem for each in watched for problem in judge(each, sizes[each["bucket"]])]
    is_told = bool(problems) and not event.get("dry_run")
    if is_told:
        tell(problems, len(watched))
    answer = {"watched": len(watched), "problems": problems, "told": is_told}
    print(json.dumps(answer))  # a line in the log of each day
    return answer


def read_watched():
    """The buckets with their limits, as main.tf has written them."""
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "buckets.json"), encoding="utf-8") as file:
        return json.load(file)


def read_sizes(cloudwatch, buckets):
    """For each bucket the newest size in bytes and the one a week before; None where nothing was measured.

    A bucket has one metric for each storage class, and only those that it uses: they are asked for, and added up.
    """
    queries, owners = [], {}
    for bucket in buckets:
        for metric in metrics_of(cloudwatch, bucket):
            name = f"m{len(queries)}"
            owners[name] = bucket
            statistic = {"Metric": metric, "Period": 86400, "Stat": "Average"}
            queries.append({"Id": name, "MetricStat": statistic})
    sizes = {bucket: (None, None) for bucket in buckets}
    for name, points in read_points(cloudwatch, queries):
        if points:
            newest = max(points)
            earlier = [time for time in points if time <= newest - datetime.timedelta(days=7)]
            sizes[owners[name]] = added(sizes[owners[name]], (points[newest], points[max(earlier)] if earlier else None))
    return sizes


def metrics_of(cloudwatch, bucket):
    """The metrics of a bucket, one for each storage class."""
    pages = cloudwatch.get_paginator("list_metrics").paginate(
        Namespace="AWS/S3", MetricName="BucketSizeBytes", Dimensions=[{"Name": "BucketName", "Value": bucket}]
    )
    return [
        {"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes", "Dimensions": metric["Dimensions"]}
        for page in pages
        for metric in page["Metrics"]
    ]


def read_points(cloudwatch, queries):
    """The measured points of each query by time; CloudWatch takes 500 queries at once."""
    now = datetime.datetime.now(datetime.timezone.utc)
    for start in range(0, len(queries), 500):
        pages = cloudwatch.get_paginator("get_metric_data").paginate(
            MetricDataQueries=queries[start : start + 500], StartTime=now - datetime.timedelta(days=DAYS), EndTime=now
        )
        points = {}
        for page in pages:
            for result in page["MetricDataResults"]:
                points.setdefault(result["Id"], {}).update(zip(result["Timestamps"], result["Values"]))
        yield from points.items()


def added(one, other):
    """Two pairs of sizes together; what is not known does not count."""
    return tuple(sum(value for value in pair if value is not None) if any(value is not None for value in pair) else None for pair in zip(one, other))


def judge(each, sizes):
    """What is wrong with one bucket, in sentences."""
    now, before = sizes
    if now is None:
        yield f"{each['bucket']}: no size was measured in the last {DAYS} days. Is it empty, gone, or in another region?"
        return
    if now > each["limit"] * GIB:
        yield f"{each['bucket']}: {now / GIB:,.1f} GiB, the limit is {each['limit']:,} GiB"
    if before and (now - before) / before * 100 > each["growth"]:
        yield f"{each['bucket']}: grew by {(now - before) / before * 100:.0f} % within a week, from {before / GIB:,.1f} to {now / GIB:,.1f} GiB; the limit is {each['growth']} %"


def tell(problems, count):
    """One message a day for all buckets. A subject has at most 100 characters."""
    boto3.client("sns").publish(
        TopicArn=os.environ["TOPIC"],
        Subject=f"S3: {len(problems)} things to look at in {count} buckets",
        Message="\n".join(problems),
    )
