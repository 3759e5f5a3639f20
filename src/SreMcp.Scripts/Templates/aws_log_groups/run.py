#!/usr/bin/env python3
# <header>
#
# Run:       ./run.py --dry-run    lists what would be changed and changes nothing
#            ./run.py              does it, after asking
#            ./rollback.py         takes it back, as far as that is possible
#
# By hand one looks at what there is, keeps the definition, and changes each group by name:
#   aws logs describe-log-groups --log-group-name-prefix PREFIX
#   aws logs put-retention-policy --log-group-name NAME --retention-in-days 30
#   aws logs delete-log-group --log-group-name NAME
# This script adds: is it the right account, does a stack keep the group, is it really silent, is it
# still the same group right before, and never more than a maximum at once.

# <inputs>

if ACTION == "delete":
    purpose = f"Deletes log groups below {PREFIX} that are {WHICH} and older than {OLDER_THAN} seconds, {MAXIMUM} at most."
else:
    purpose = f"Keeps events for {RETENTION_DAYS} days in log groups below {PREFIX} that keep them for ever, {MAXIMUM} at most."
way_back = "The definitions are in the folder backups. As far as it can be taken back: ./rollback.py"
plan = types.SimpleNamespace(groups=[], count=0, who="")


# Everything that must be true before anything is touched.
def preflight():
    plan.who = prove_account()
    if "logGroupClass" not in client_of("logs").meta.service_model.shape_for("LogGroup").members:
        say("note       this boto3 is older than classes of log groups: one that is deleted would come back in the class Standard")


# What was listed to you is what is changed; what turns up a moment later has to wait for the next run.
def read_state():
    found = find_groups()
    if not plan.groups:
        plan.count, plan.groups = len(found), found[:MAXIMUM]
    return "before" if plan.groups else "after"


# Every single one by name: nobody agrees to a number.
def describe():
    for group in plan.groups:
        say(f"{as_size(group.get('storedBytes', 0)):>12}  {plain(group['logGroupName'], 512)}")
    stored = as_size(sum(group.get("storedBytes", 0) for group in plan.groups))
    say(f"in all     {len(plan.groups)} of {plan.count} groups that are found, which store {stored}")
    for name, why in sorted(left_alone.items()):
        say(f"left alone {plain(name, 512)}: {plain(why)}")
    if ACTION == "delete":
        say(f"note       this frees {stored}; deleted events do not come back, and neither do saved queries, exports and index policies of the group")
    else:
        say(f"note       events older than {RETENTION_DAYS} days are gone within three days, and nothing brings them back")


# The API of CloudWatch has no dry run, so IAM is asked whether it would let you.
def rehearse():
    action = "logs:DeleteLogGroup" if ACTION == "delete" else "logs:PutRetentionPolicy"
    prove_rights(plan.who, [action], [group["arn"].removesuffix(":*") for group in plan.groups[:20]])


# By hand: aws logs describe-subscription-filters --region $REGION --log-group-name NAME; aws logs describe-metric-filters --region $REGION --log-group-name NAME
# The definition is small and lives nowhere else. What earlier runs have saved stays in the file.
def backup():
    if progress.mode == "dry-run":
        say(f"would save the definition of each of them to {backup_file()}")
        return
    private_folder("backups")
    groups = read_backup()
    for group in plan.groups:
        name = group["logGroupName"]
        groups[name] = {
            "group": group,
            "tags": tags_of(group),
            "subscriptionFilters": list(ask_pages("logs", "describe_subscription_filters", "subscriptionFilters", logGroupName=name)),
            "metricFilters": list(ask_pages("logs", "describe_metric_filters", "metricFilters", logGroupName=name)),
        }
    write_private(backup_file(), json.dumps({"account": ACCOUNT, "region": REGION, "groups": groups}, indent=2, sort_keys=True) + "\n")
    say(f"saved to {backup_file()}")


# By hand: aws logs put-retention-policy --region $REGION --log-group-name NAME --retention-in-days $RETENTION_DAYS
# By hand: aws logs delete-log-group --region $REGION --log-group-name NAME
# Somebody may have written to it, or made it anew, since it was listed: each is looked at again right before.
def apply():
    for group in plan.groups:
        name = group["logGroupName"]
        if not is_same(group, group_of(name)):
            say(f"{plain(name, 512)} is not as it was listed any more, so it is left alone")
            plan.groups = [other for other in plan.groups if other is not group]
        elif ACTION == "delete":
            run_aws("logs", "delete_log_group", logGroupName=name)
        else:
            run_aws("logs", "put_retention_policy", logGroupName=name, retentionInDays=int(RETENTION_DAYS))


# The listed ones that are not yet as intended.
def remaining():
    return [group["logGroupName"] for group in plan.groups if is_same(group, group_of(group["logGroupName"]))]


# CloudWatch is not always sure at once: a list may still show what is gone.
def settle():
    for _ in range(30):
        if not remaining():
            return
        time.sleep(2)
    fail(f"Still as before after a minute: {', '.join(plain(name, 512) for name in remaining())}")


# All that was listed is as intended. More may be left, when there was more than the maximum.
def verify():
    compare("listed and left", 0, len(remaining()))
    left = len(find_groups())
    if left:
        say(f"note       {left} more are found; another run takes the next {MAXIMUM}")
    conclude()


# <shared: log-groups>


# <shared: aws>


# <shared: contract>


contract_main(globals())
