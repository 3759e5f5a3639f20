# --- Log groups: which ones it is about, and what is known of them ----------------
import json
import os
import time

left_alone = {}


# Where definitions are kept.
def backup_file():
    return os.path.join(here, "backups", "log-groups.json")


# By hand: aws logs describe-log-groups --region $REGION --log-group-name-prefix NAME
# One group as it is now; None when there is none of this name.
def group_of(name):
    for group in ask_pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=name):
        if group["logGroupName"] == name:
            return group
    return None


# By hand: aws logs describe-log-streams --region $REGION --log-group-name NAME --order-by LastEventTime --descending --limit 1
# When something was last written, in milliseconds; CloudWatch knows it about an hour late. 0 when nothing ever was.
def last_write(name):
    streams = ask_aws("logs", "describe_log_streams", logGroupName=name, orderBy="LastEventTime", descending=True, limit=1)["logStreams"]
    return max((stream.get(key, 0) for stream in streams for key in ("lastEventTimestamp", "lastIngestionTime")), default=0)


# By hand: aws logs list-tags-for-resource --region $REGION --resource-arn ARN
def tags_of(group):
    return ask_aws("logs", "list_tags_for_resource", resourceArn=group["arn"].removesuffix(":*")).get("tags", {})


# What a stack or a module keeps is changed there: a change here would be drift, and the next deployment would take it back.
def owner_of(tags):
    if "aws:cloudformation:stack-name" in tags:
        return f"CloudFormation keeps it in the stack {tags['aws:cloudformation:stack-name']}; change it there"
    for key, value in tags.items():
        if key.lower().replace("-", "").replace("_", "") in ("managedby", "terraform", "pulumi"):
            return f"its tag {key}={value} says that it is kept elsewhere; change it there"
    return None


# The address of a group says where it is: an answer from elsewhere ends everything.
def prove_place(group):
    place = group["arn"].split(":")
    if place[3:5] != [REGION, ACCOUNT]:
        fail(f"Wrong place: {plain(group['logGroupName'])} is in {plain(':'.join(place[3:5]))}, but this bundle was made for {REGION} in {ACCOUNT}.")


# Before this moment, in milliseconds, counts as old.
def old_before():
    return int((time.time() - OLDER_THAN) * 1000)


# Whether the bundle is about this group at all; asks no more than it must.
def is_meant(group):
    name = group["logGroupName"]
    if ACTION == "set-retention":
        return "retentionInDays" not in group and group.get("logGroupClass") != "DELIVERY"
    if group["creationTime"] > old_before() or (WHICH == "empty" and group.get("storedBytes", 0) > 0):
        return False
    return last_write(name) < old_before()


# Why a group that is meant is left alone all the same; None when nothing speaks against it.
def objection(group):
    name = group["logGroupName"]
    if any(name.startswith(excluded) for excluded in EXCLUDE):
        return "it is excluded"
    if not is_meant(group):
        return ""
    if ACTION == "delete" and (group.get("dataProtectionStatus") == "ACTIVATED" or group.get("deletionProtectionEnabled")):
        return "it is protected (data protection or deletion protection)"
    return owner_of(tags_of(group))


# Every group that would be changed, in the order of the names. Page by page: an account has thousands.
def find_groups():
    found = []
    left_alone.clear()
    for group in ask_pages("logs", "describe_log_groups", "logGroups", logGroupNamePrefix=PREFIX):
        prove_place(group)
        against = objection(group)
        if against is None:
            found.append(group)
        elif against:
            left_alone[group["logGroupName"]] = against
    return sorted(found, key=lambda group: group["logGroupName"])


# Whether it is still the group that was listed, and still meant.
def is_same(group, now):
    return now is not None and now["creationTime"] == group["creationTime"] and is_meant(now)


# The definitions of the backup by name; empty when there is none.
def read_backup():
    try:
        with open(backup_file(), encoding="utf-8") as file:
            return json.load(file)["groups"]
    except FileNotFoundError:
        return {}
