#!/usr/bin/env python3
# <header>
#
# Run:       ./run.py --dry-run    reads, prints the summary, and writes no file
#            ./run.py              reads, prints the summary, and writes inventory/
#
# By hand it is one question to Resource Graph, which knows every resource, and then sorting:
#   az graph query --subscriptions ID --first 1000 --query 'resources | summarize count() by type'
# This script adds: is it the right tenant, every page of every subscription, what is worth a look,
# and files that a spreadsheet and a program can read. It needs the role Reader and nothing else.

# <inputs>
import collections
import csv
import io
import subprocess

purpose = f"Lists what {1 + len(OTHERS)} subscriptions of the tenant {TENANT} hold."
headline = "Inventory: what is there, and what is worth a look?"
conclusion = "Done."

# One question for everything. What other resources do not have is empty for them.
question = """resources
| project id, name, type = tolower(type), location, resourceGroup = tolower(resourceGroup), subscriptionId, tags, managedBy,
    sku = tostring(sku.name), size = tostring(properties.hardwareProfile.vmSize), diskGb = toint(properties.diskSizeGB), diskState = tostring(properties.diskState),
    address = tostring(properties.ipAddress), addressUser = tostring(coalesce(properties.ipConfiguration.id, properties.natGateway.id)),
    power = tostring(properties.extended.instanceView.powerState.code)
| order by id asc"""
columns = ["subscriptionId", "resourceGroup", "type", "name", "location", "sku", "size", "diskGb", "diskState", "address", "power", "remarks", "tags", "id"]


# Everything that must be true before anything is read.
def preflight():
    for subscription in subscriptions():
        prove_subscription(subscription)


# Each of them once.
def subscriptions():
    return list(dict.fromkeys([SUBSCRIPTION, *OTHERS]))


# ask_az: the only way to ask. The words of a command are handed on as they are, no shell reads them. Resource Graph takes fifteen
# questions in five seconds and answers 429 beyond that, so it is asked again a little later.
def ask_az(words):
    command = ["az", *words, "--output", "json"]
    for pause in (5, 10, 20, 40, 0):
        try:
            done = ask(command, lambda: subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", errors="replace", timeout=300, check=False))
        except FileNotFoundError:
            fail("az is not installed. See https://learn.microsoft.com/cli/azure/install-azure-cli")
        if done.returncode == 0:
            return json.loads(done.stdout)
        is_throttled = any(word in done.stderr for word in ("(429)", "Too Many Requests", "RateLimiting", "TooManyRequests"))
        if not is_throttled or pause == 0:
            break
        say(f"note       Azure asks for patience; again in {pause} seconds")
        time.sleep(pause)
    last = [line for line in done.stderr.splitlines() if line.strip()][-1:]
    return fail(f"az {' '.join(words[:2])} failed: {plain(last[0] if last else done.returncode)}", "Sign in with: az login --tenant TENANT")


# By hand: az account show --subscription $SUBSCRIPTION --query '{id:id, tenant:tenantId, name:name, state:state}'
# A subscription is asked for by its id and not by whatever is selected at the moment; its tenant says whose it is.
def prove_subscription(subscription=SUBSCRIPTION):
    found = ask_az(["account", "show", "--subscription", subscription])
    if found["id"].lower() != subscription.lower():
        fail(f"Wrong subscription: az answered for {plain(found['id'])}, not for {subscription}.")
    if found["tenantId"].lower() != TENANT.lower():
        fail(f"Wrong tenant: {subscription} belongs to {plain(found['tenantId'])}, but this bundle was made for {TENANT}.")
    if found.get("state") != "Enabled":
        say(f"note       the subscription is {plain(found.get('state'))}")
    say(f"account    {plain(found['name'])}, {subscription}, as {plain(found.get('user', {}).get('name'))}")


# By hand: az rest --method post --url '/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01' --body '{"subscriptions": ["ID"], "query": "resources | count"}'
# Page by page: an answer has a thousand rows at most, and says where the next one begins. The extension of az for it is not needed.
def read_resources():
    found, token = [], {}
    while token is not None:
        body = {"subscriptions": subscriptions(), "query": question, "options": {"resultFormat": "objectArray", "$top": 1000, **token}}
        page = ask_az(["rest", "--method", "post", "--url", "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01", "--body", json.dumps(body)])
        found += page["data"]
        if len(found) > MAXIMUM:
            fail(f"There are more than {MAXIMUM} resources ({page['totalRecords']}).", "Generate it again with fewer subscriptions, or with a higher maximum.")
        token = {"$skipToken": page["$skipToken"]} if page.get("$skipToken") else None
    if len({resource["id"].lower() for resource in found}) < page["totalRecords"]:
        fail(f"Azure has {page['totalRecords']} resources and gave {len(found)}. Something changed meanwhile; run it again.")
    return found


# What is worth a look at one resource, in words that the summary counts.
def remarks_of(resource):
    tags = resource.get("tags") or {}
    present = {key.lower() for key, value in tags.items() if value}
    kind = resource["type"]
    if [tag for tag in REQUIRED_TAGS if tag.lower() not in present] if REQUIRED_TAGS else not present:
        yield "untagged"
    if kind == "microsoft.network/publicipaddresses":
        yield "public address" if resource.get("addressUser") else "public address, unused"
    if kind == "microsoft.compute/disks" and resource.get("diskState") == "Unattached":
        yield "disk, unattached"
    if kind == "microsoft.compute/virtualmachines" and resource.get("power") == "PowerState/deallocated":
        yield "machine, deallocated"
    if kind == "microsoft.compute/virtualmachines" and resource.get("power") == "PowerState/stopped":
        yield "machine, stopped but billed"


# How often each value comes, the most frequent first.
def counts(title, values):
    say("", title)
    for value, count in sorted(collections.Counter(values).items(), key=lambda pair: (-pair[1], str(pair[0])))[:15]:
        say(f"  {count:>7}  {plain(value or '(none)', 100)}")


# What people read first.
def summarize(resources):
    for subscription in subscriptions():
        say(f"{sum(resource['subscriptionId'].lower() == subscription.lower() for resource in resources):>9}  resources in {subscription}")
    counts("By type:", (resource["type"] for resource in resources))
    counts("By location:", (resource.get("location") for resource in resources))
    counts("By group:", (f"{resource['subscriptionId']}/{resource['resourceGroup']}" for resource in resources))
    for tag in REQUIRED_TAGS:
        counts(f"By the tag {tag}:", ({key.lower(): value for key, value in (resource.get("tags") or {}).items()}.get(tag.lower()) for resource in resources))
    counts("Worth a look:", (remark for resource in resources for remark in resource["remarks"]))
    idle = sum(resource.get("diskGb") or 0 for resource in resources if "disk, unattached" in resource["remarks"])
    say("", f"Unattached disks hold {idle} GB, which are billed. A machine that is stopped and not deallocated is billed as if it ran.")


# A cell of the table. A spreadsheet takes a cell that begins so for a formula, and names are what others chose.
def cell(value):
    text = json.dumps(value, sort_keys=True) if isinstance(value, dict) else "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


# The rows as a table.
def as_csv(resources):
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([cell(resource.get(column)) for column in columns] for resource in resources)
    return text.getvalue()


# Three files that belong together; names of machines and addresses are nobody else's business, and not for the repository.
def write_files(resources):
    folder = private_folder("inventory")
    looked_at = [resource for resource in resources if resource["remarks"]]
    files = {
        ".gitignore": "*\n",
        "resources.csv": as_csv(resources),
        "worth-a-look.csv": as_csv(looked_at),
        "resources.json": json.dumps({"tenant": TENANT, "subscriptions": subscriptions(), "resources": resources}, indent=1, sort_keys=True) + "\n",
    }
    for name, text in files.items():
        write_private(os.path.join(folder, name), text)
    say("", f"written to {folder}: resources.csv, resources.json, and worth-a-look.csv with {len(looked_at)} of {len(resources)}")


# Reads, says what it found, and writes it down.
def verify():
    resources = read_resources()
    for resource in resources:
        resource["remarks"] = list(remarks_of(resource))
    summarize(resources)
    if progress.mode == "dry-run":
        say("", f"would write resources.csv, resources.json and worth-a-look.csv to {here}/inventory")
    else:
        write_files(resources)


# <shared: contract>


contract_check(globals())
