"""Speaks the protocols of AWS for exactly the requests that the templates send, holds state, and remembers whatever else it is asked.

Prints its port, and ends when its standard input does. POST /test/state replaces the state, GET /test/state shows it with every request that came. SNS and STS speak the query
protocol, CloudWatch Logs and Cost Explorer JSON 1.1; CloudWatch speaks what the boto3 of the day does (query, or JSON 1.0).
"""

import http.server
import json
import re
import sys
import threading
import time
import urllib.parse

ACCOUNT = "111122223333"
state = {}
requests = []
unexpected = []


class Fault(Exception):
    pass


class Gone(Exception):
    pass


# What each request may and must carry.
def take(body, required=(), optional=()):
    for name in required:
        if name not in body:
            raise Fault("ValidationException", f"{name} is missing")
    for name in body:
        if name not in (*required, *optional):
            raise Fault("Unexpected", f"{name} is not known here")
    return body


def groups():
    return state.setdefault("groups", {})


def group(name):
    if name not in groups():
        raise Fault("ResourceNotFoundException", "The specified log group does not exist.")
    return groups()[name]


def page_of(items, body, most, key):
    start = int(body.get("nextToken", "0"))
    size = min(body.get("limit", most), most)
    answer = {key: items[start:start + size]}
    return {**answer, "nextToken": str(start + size)} if start + size < len(items) else answer


def describe_groups(body):
    take(body, (), ("logGroupNamePrefix", "nextToken", "limit"))
    fitting = [dict(value["group"], logGroupName=name) for name, value in sorted(groups().items()) if name.startswith(body.get("logGroupNamePrefix", ""))]
    return page_of(fitting, body, state.get("page", 50), "logGroups")


def describe_streams(body):
    take(body, ("logGroupName", "orderBy", "descending", "limit"))
    streams = sorted(group(body["logGroupName"]).get("streams", []), key=lambda stream: stream.get("lastEventTimestamp", 0), reverse=body["descending"])
    return {"logStreams": streams[: body["limit"]]}


def list_tags(body):
    take(body, ("resourceArn",))
    match = re.fullmatch(rf"arn:aws:logs:[a-z0-9-]+:{ACCOUNT}:log-group:([^:*]+)", body["resourceArn"])
    if not match:
        raise Fault("InvalidParameterException", "not the address of a log group")
    return {"tags": group(match[1]).get("tags", {})}


def create_group(body):
    take(body, ("logGroupName",), ("kmsKeyId", "tags", "logGroupClass"))
    name = body["logGroupName"]
    if name in groups():
        raise Fault("ResourceAlreadyExistsException", "The specified log group already exists")
    made = {"creationTime": state.get("now", 1), "arn": f"arn:aws:logs:{state['region']}:{ACCOUNT}:log-group:{name}:*", "storedBytes": 0, "metricFilterCount": 0}
    made.update({key: body[key] for key in ("kmsKeyId", "logGroupClass") if key in body})
    groups()[name] = {"group": made, "tags": body.get("tags", {})}


def delete_group(body):
    take(body, ("logGroupName",))
    group(body["logGroupName"])
    del groups()[body["logGroupName"]]


def put_retention(body):
    take(body, ("logGroupName", "retentionInDays"))
    if body["retentionInDays"] not in (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653):
        raise Fault("InvalidParameterException", "not a retention")
    group(body["logGroupName"])["group"]["retentionInDays"] = body["retentionInDays"]


def delete_retention(body):
    take(body, ("logGroupName",))
    group(body["logGroupName"])["group"].pop("retentionInDays", None)


def filters(kind):
    def answer(body):
        take(body, ("logGroupName",), ("nextToken", "limit"))
        return page_of(group(body["logGroupName"]).get(kind, []), body, 50, kind)

    return answer


def put_filter(kind, required, optional=()):
    def answer(body):
        take(body, required, optional)
        group(body["logGroupName"]).setdefault(kind, []).append({**body, "creationTime": 2})

    return answer


def costs(body):
    take(body, ("TimePeriod", "Granularity", "Metrics"), ("Filter", "GroupBy", "NextPageToken"))
    if body["Granularity"] == "MONTHLY":
        months = [month for month in state["months"] if body["TimePeriod"]["Start"] <= month["TimePeriod"]["Start"] and month["TimePeriod"]["End"] <= body["TimePeriod"]["End"]]
        page, size = int(body.get("NextPageToken", "0")), state.get("pageOfMonths", 100)
        answer = {"ResultsByTime": months[page:page + size]}
        return {**answer, "NextPageToken": str(page + size)} if page + size < len(months) else answer
    if body["Granularity"] == "DAILY" and "GroupBy" not in body:
        return {"ResultsByTime": [day for day in state["days"] if body["TimePeriod"]["Start"] <= day["TimePeriod"]["Start"] < body["TimePeriod"]["End"]]}
    raise Fault("Unexpected", "granularity")


def forecast(body):
    take(body, ("TimePeriod", "Metric", "Granularity"), ("Filter", "PredictionIntervalLevel"))
    if "forecast" not in state:
        raise Fault("DataUnavailableException", "Insufficient amount of historical data to generate forecast.")
    return {"Total": {"Amount": state["forecast"], "Unit": "USD"}, "ForecastResultsByTime": []}


def anomalies(body):
    take(body, ("DateInterval",), ("MaxResults", "NextPageToken"))
    return {"Anomalies": state.get("anomalies", [])}


def metric_key(dimensions):
    return {dimension["Name"]: dimension["Value"] for dimension in dimensions}


def list_metrics(body):
    take(body, ("Namespace", "MetricName"), ("Dimensions", "NextToken", "RecentlyActive"))
    wanted = {(each["Name"], each.get("Value")) for each in body.get("Dimensions", [])}
    found = [{"Namespace": "AWS/S3", "MetricName": "BucketSizeBytes", "Dimensions": [{"Name": "BucketName", "Value": bucket}, {"Name": "StorageType", "Value": kind}]}
             for bucket, kinds in state["buckets"].items() for kind in kinds if ("BucketName", bucket) in wanted]
    return {"Metrics": found}


def metric_data(body):
    take(body, ("MetricDataQueries", "StartTime", "EndTime"), ("ScanBy", "NextToken"))
    results = []
    for query in body["MetricDataQueries"]:
        what = metric_key(query["MetricStat"]["Metric"]["Dimensions"])
        values = state["buckets"].get(what["BucketName"], {}).get(what["StorageType"], [])
        results.append({"Id": query["Id"], "Label": "x", "Timestamps": [point[0] for point in values], "Values": [point[1] for point in values], "StatusCode": "Complete"})
    return {"MetricDataResults": results}


def publish(body):
    take(body, ("TopicArn", "Message"), ("Subject",))
    if len(body.get("Subject", "x")) > 100 or not re.fullmatch(r"[ -~]+", body.get("Subject", "x")):
        raise Fault("InvalidParameter", "Subject")
    state.setdefault("published", []).append(body)
    return {"MessageId": "1"}


def identity(body):
    take(body)
    return {"Arn": state.get("arn", f"arn:aws:iam::{ACCOUNT}:user/tester"), "UserId": "AIDATEST", "Account": state.get("account", ACCOUNT)}


def simulate(body):
    take(body, ("PolicySourceArn", "ActionNames", "ResourceArns"))
    if "allowed" not in state:
        raise Fault("AccessDenied", "may not simulate")
    return {"IsTruncated": False, "EvaluationResults": [{"EvalActionName": action, "EvalResourceName": resource, "EvalDecision": "allowed" if action in state["allowed"] else "implicitDeny"}
                                                       for action in body["ActionNames"] for resource in body["ResourceArns"]]}


JSON_ACTIONS = {
    "Logs_20140328.DescribeLogGroups": describe_groups,
    "Logs_20140328.DescribeLogStreams": describe_streams,
    "Logs_20140328.ListTagsForResource": list_tags,
    "Logs_20140328.CreateLogGroup": create_group,
    "Logs_20140328.DeleteLogGroup": delete_group,
    "Logs_20140328.PutRetentionPolicy": put_retention,
    "Logs_20140328.DeleteRetentionPolicy": delete_retention,
    "Logs_20140328.DescribeSubscriptionFilters": filters("subscriptionFilters"),
    "Logs_20140328.DescribeMetricFilters": filters("metricFilters"),
    "Logs_20140328.PutSubscriptionFilter": put_filter("subscriptionFilters", ("logGroupName", "filterName", "filterPattern", "destinationArn"), ("roleArn", "distribution")),
    "Logs_20140328.PutMetricFilter": put_filter("metricFilters", ("logGroupName", "filterName", "filterPattern", "metricTransformations")),
    "AWSInsightsIndexService.GetCostAndUsage": costs,
    "AWSInsightsIndexService.GetCostForecast": forecast,
    "AWSInsightsIndexService.GetAnomalies": anomalies,
    "GraniteServiceVersion20100801.ListMetrics": list_metrics,
    "GraniteServiceVersion20100801.GetMetricData": metric_data,
}
QUERY_ACTIONS = {
    ("sts", "GetCallerIdentity"): identity,
    ("iam", "SimulatePrincipalPolicy"): simulate,
    ("sns", "Publish"): publish,
    ("monitoring", "ListMetrics"): list_metrics,
    ("monitoring", "GetMetricData"): metric_data,
}


def nested(form):
    """A.member.1.B=x of the query protocol as lists and dictionaries."""
    tree = {}
    for key, value in form:
        at = tree
        *way, last = key.split(".")
        for part in way:
            at = at.setdefault(part, {})
        at[last] = value

    def lists(node):
        if not isinstance(node, dict):
            return node
        if set(node) == {"member"}:
            return [lists(node["member"][number]) for number in sorted(node["member"], key=int)]
        return {key: lists(value) for key, value in node.items()}

    return lists(tree)


def xml(value, name):
    if isinstance(value, list):
        return f"<{name}>" + "".join(xml(each, "member") for each in value) + f"</{name}>"
    if isinstance(value, dict):
        return f"<{name}>" + "".join(xml(each, key) for key, each in value.items()) + f"</{name}>"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return f"<{name}>{text.replace('&', '&amp;').replace('<', '&lt;')}</{name}>"


class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, status, body, content_type):
        self.send_response(status)
        self.send_header("content-type", content_type)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-amzn-requestid", "test")
        self.end_headers()
        self.wfile.write(body)

    def refuse(self, code, message, is_json):
        if code == "Unexpected":
            unexpected.append(f"{self.path} {self.headers.get('x-amz-target')}: {message}")
        if is_json:
            self.answer(400, json.dumps({"__type": code, "message": message}).encode(), "application/x-amz-json-1.1")
        else:
            self.answer(400, f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>test</RequestId></ErrorResponse>".encode(), "text/xml")

    def do_GET(self):
        if self.path == "/test/state":
            self.answer(200, json.dumps({"state": state, "requests": requests, "unexpected": unexpected}, sort_keys=True).encode(), "application/json")
        else:
            self.refuse("Unexpected", "GET", True)

    def read_body(self):
        if self.headers.get("transfer-encoding") != "chunked":
            return self.rfile.read(int(self.headers["content-length"]))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def do_POST(self):
        body = self.read_body()
        if self.path == "/test/state":
            state.clear()
            state.update(json.loads(body))
            requests.clear()
            self.answer(200, b"{}", "application/json")
        elif self.path.startswith("/hook/"):
            requests.append("slack")
            state.setdefault("messages", []).append(json.loads(body))
            self.answer(state.get("hook", 200), b"ok" if state.get("hook", 200) == 200 else b"no_service", "text/plain")
        else:
            self.aws(body)

    def hold(self, name, when):
        """Leaves the first such request without an answer, so that a test can kill who asked: before it counts, or after."""
        if state.get("hold") == [name, when]:
            state["hold"] = "now"
            time.sleep(30)
            raise Gone

    def aws(self, body):
        target = self.headers.get("x-amz-target")
        is_json = target is not None
        signed = re.search(r"Credential=AKIDTEST/\d{8}/([a-z0-9-]+)/([a-z]+)/aws4_request", self.headers.get("authorization", ""))
        try:
            if not signed or self.path != "/":
                raise Fault("Unexpected", "not signed by the tester, or another path")
            form = {} if is_json else nested(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
            action = target or form.pop("Action", "")
            form.pop("Version", None)
            handler = JSON_ACTIONS.get(target) if is_json else QUERY_ACTIONS.get((signed[2], action))
            if handler is None:
                raise Fault("Unexpected", f"{signed[2]} {action} is not known here")
            if signed[2] != "iam" and signed[1] != state["region"]:
                raise Fault("Unexpected", f"signed for {signed[1]}")
            name = action.split(".")[-1]
            requests.append(name)
            left = state.get("throttled", {}).get(name, 0)
            if left:
                state["throttled"][name] = left - 1
                raise Fault("ThrottlingException", "Rate exceeded")
            if name in state.get("denied", []):
                raise Fault("AccessDeniedException", f"You are not authorized to perform {name}")
            self.hold(name, "before")
            result = handler(json.loads(body) if is_json else form)
            self.hold(name, "after")
            if state.get("meanwhile", {}).get("after") == name:
                groups().update(state.pop("meanwhile")["groups"])
            if is_json:
                self.answer(200, b"" if result is None else json.dumps(result).encode(), "application/x-amz-json-1.1")
            else:
                self.answer(200, f"<{name}Response>{xml(result, name + 'Result')}<ResponseMetadata><RequestId>test</RequestId></ResponseMetadata></{name}Response>".encode(), "text/xml")
        except Fault as fault:
            self.refuse(*fault.args, is_json)
        except Gone:
            self.close_connection = True


if __name__ == "__main__":
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    print(server.server_address[1], flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()  # it ends with whoever started it
