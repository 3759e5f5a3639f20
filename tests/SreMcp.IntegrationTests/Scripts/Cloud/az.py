#!/usr/bin/env python3
"""Stands in for az: answers what the inventory asks, from the file that AZ_STATE names, and refuses everything else.

It checks the form of each command as az would: the answer of Resource Graph comes in pages, with $skipToken.
"""

import json
import os
import sys

with open(os.environ["AZ_STATE"], encoding="utf-8") as file:
    state = json.load(file)
words = sys.argv[1:]
with open(os.environ["AZ_STATE"] + ".log", "a", encoding="utf-8") as log:
    log.write(json.dumps(words) + "\n")


def refuse(why):
    print(f"ERROR: {why}", file=sys.stderr)
    sys.exit(1)


if words[-2:] != ["--output", "json"]:
    refuse(f"unexpected: {words}")
if words[:3] == ["account", "show", "--subscription"] and len(words) == 6:
    account = state["accounts"].get(words[3])
    if account is None:
        refuse(f"The subscription of '{words[3]}' doesn't exist in cloud 'AzureCloud'.")
    print(json.dumps(account))
elif words[:6] == ["rest", "--method", "post", "--url", "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01", "--body"] and len(words) == 9:
    body = json.loads(words[6])
    if set(body) != {"subscriptions", "query", "options"} or not body["query"].startswith("resources\n|") or "order by id" not in body["query"]:
        refuse("unexpected body")
    busy = os.environ["AZ_STATE"] + ".busy"
    if os.path.exists(busy):
        os.remove(busy)
        refuse("Too Many Requests({\"error\":{\"code\":\"RateLimiting\"}})")
    mine = sorted((each for each in state["resources"] if each["subscriptionId"] in body["subscriptions"]), key=lambda each: each["id"])
    start, size = int(body["options"].get("$skipToken", "0")), state.get("page", 1000)
    answer = {"totalRecords": len(mine), "count": len(mine[start:start + size]), "data": mine[start:start + size], "facets": [], "resultTruncated": "false"}
    if start + size < len(mine):
        answer["$skipToken"] = str(start + size)
    print(json.dumps(answer))
else:
    refuse(f"unexpected: {words}")
