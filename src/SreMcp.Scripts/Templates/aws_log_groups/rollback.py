#!/usr/bin/env python3
# <header>
#
# Run:       ./rollback.py --dry-run    lists what would come back and changes nothing
#            ./rollback.py              does it, after asking
#
# Log data does not come back: neither what was in a deleted group, nor what a retention has let go.
# What comes back is the definition: the group, its retention, key, tags and filters. A group that
# somebody made anew gets what it lacks; what it has is left as it is.

# <inputs>

purpose = f"Takes back what run.py did to log groups below {PREFIX}. Log data does not come back."
way_back = "Running ./rollback.py again goes on where it ended. To clean up again after all: ./run.py"
plan = types.SimpleNamespace(changes=[], count=0, who="")


# Everything that must be true before anything is touched.
def preflight():
    plan.who = prove_account()
    saved = read_backup()
    if not saved:
        say("The folder backups holds no log group.")
    for definition in saved.values():
        prove_place(definition["group"])


# What this boto3 can send of what was saved; tags of AWS itself are not for others to set.
def sendable(operation, saved):
    known = client_of("logs").meta.service_model.operation_model(operation).input_shape.members
    return {key: value for key, value in saved.items() if key in known}


# What it takes to make a group what the backup says, one change after the other; nothing that is there is overwritten.
def missing_of(saved):
    name = saved["group"]["logGroupName"]
    live = group_of(name)
    if ACTION == "set-retention":
        is_ours = live is not None and live.get("retentionInDays") == int(RETENTION_DAYS)
        return [("delete_retention_policy", {"logGroupName": name})] if is_ours else []
    todo = []
    if live is None:
        tags = {key: value for key, value in saved["tags"].items() if not key.startswith("aws:")}
        todo.append(("create_log_group", {**sendable("CreateLogGroup", saved["group"]), **({"tags": tags} if tags else {})}))
    if "retentionInDays" in saved["group"] and (live is None or "retentionInDays" not in live):
        todo.append(("put_retention_policy", {"logGroupName": name, "retentionInDays": saved["group"]["retentionInDays"]}))
    there = filters_of(name) if live is not None else set()
    for filters, operation in (("subscriptionFilters", "PutSubscriptionFilter"), ("metricFilters", "PutMetricFilter")):
        method = "put_subscription_filter" if operation == "PutSubscriptionFilter" else "put_metric_filter"
        todo += [(method, sendable(operation, each)) for each in saved[filters] if (filters, each["filterName"]) not in there]
    return todo


# The filters that a group has now.
def filters_of(name):
    subscriptions = ask_pages("logs", "describe_subscription_filters", "subscriptionFilters", logGroupName=name)
    metrics = ask_pages("logs", "describe_metric_filters", "metricFilters", logGroupName=name)
    return {("subscriptionFilters", each["filterName"]) for each in subscriptions} | {("metricFilters", each["filterName"]) for each in metrics}


# What is in the backup and not in the account has to come back.
def read_state():
    saved = read_backup()
    plan.count = len(saved)
    plan.changes = [change for name in sorted(saved) for change in missing_of(saved[name])]
    return "before" if plan.changes else "after"


# By name, and what stays lost.
def describe():
    for operation, parameters in plan.changes:
        say(f"{operation:<24} {plain(parameters['logGroupName'], 512)}")
    say("note       the events that were deleted or expired do not come back")


# The API of CloudWatch has no dry run, so IAM is asked whether it would let you.
def rehearse():
    actions = sorted({"logs:" + operation.title().replace("_", "") for operation, _ in plan.changes})
    names = sorted({parameters["logGroupName"] for _, parameters in plan.changes})
    partition = plan.who.split(":")[1]
    prove_rights(plan.who, actions, [f"arn:{partition}:logs:{REGION}:{ACCOUNT}:log-group:{name}" for name in names[:20]])


# There is nothing to lose: only what is missing is made.
def backup():
    say("nothing is overwritten, so nothing is saved")


# By hand: aws logs create-log-group --region $REGION --log-group-name NAME
# By hand: aws logs delete-retention-policy --region $REGION --log-group-name NAME
def apply():
    for operation, parameters in plan.changes:
        run_aws("logs", operation, **parameters)


# CloudWatch is not always sure at once: a list may not yet show what is there.
def settle():
    for _ in range(30):
        if read_state() == "after":
            return
        time.sleep(2)


# Every group of the backup is what it was, but for its events.
def verify():
    read_state()
    missing = {parameters["logGroupName"] for _, parameters in plan.changes}
    compare("groups of the backup", plan.count, plan.count - len(missing))
    conclude()


# <shared: log-groups>


# <shared: aws>


# <shared: contract>


contract_main(globals())
