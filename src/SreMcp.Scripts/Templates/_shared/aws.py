# --- AWS: every request names the account, the region and who asks ---------------
import json
import os
import re
import urllib.parse

try:
    import boto3
    import botocore.config
    import botocore.exceptions
except ImportError:
    boto3 = None

clients = {}


# Whether nobody on the way can read or answer: https, or this very machine.
def is_safe_address(address):
    try:
        parts = urllib.parse.urlsplit(address)
    except ValueError:
        return False
    is_here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    return bool(parts.hostname) and not parts.username and (parts.scheme == "https" or is_here)


# A private endpoint (a proxy, a VPC endpoint with a name of its own) is named by AWS_ENDPOINT_URL, or by AWS_ENDPOINT_URL_LOGS for one
# service. It has to be a safe address, and it is said. Newer boto3 reads more places for it, which are switched off.
def endpoint_of(service):
    address = os.environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or os.environ.get("AWS_ENDPOINT_URL")
    if not address:
        return None
    if not is_safe_address(address):
        fail(f"The address of {service} in AWS_ENDPOINT_URL is neither https nor on this machine.", "Unset it, or give an https address without user name and password.")
    say(f"note       {service} is asked at {plain(urllib.parse.urlsplit(address).hostname)}, as the environment says, and not at AWS' own address")
    return address


# One client for a service. Its region is the one of the bundle, whatever the environment says; throttling is answered by waiting longer and longer.
def client_of(service):
    if service not in clients:
        os.environ["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
        os.environ.setdefault("AWS_STS_REGIONAL_ENDPOINTS", "regional")
        clients[service] = boto3.Session(profile_name=PROFILE or None, region_name=REGION).client(service, endpoint_url=endpoint_of(service), config=botocore.config.Config(
            retries={"mode": "standard", "max_attempts": 8}, connect_timeout=10, read_timeout=60, user_agent_extra="sre-mcp"))
    return clients[service]


# The same request as a command of the AWS CLI, for people.
def as_command(service, operation, parameters):
    words = ["aws", service, operation.replace("_", "-"), "--region", REGION]
    words += ["--profile", PROFILE] if PROFILE else []
    for name, value in parameters.items():
        words.append("--" + re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower())
        if value is not True:
            words.append(value if isinstance(value, str) else json.dumps(value))
    return words


# ask_aws: the only way to read of AWS.
def ask_aws(service, operation, **parameters):
    return ask(as_command(service, operation, parameters), lambda: getattr(client_of(service), operation)(**parameters))


# The same page by page; elements arrive as they are read.
def ask_pages(service, operation, key, **parameters):
    pages = ask(as_command(service, operation, parameters), lambda: client_of(service).get_paginator(operation).paginate(**parameters))
    for page in pages:
        yield from page[key]


# run_aws: the only way to change anything in AWS.
def run_aws(service, operation, **parameters):
    return run(as_command(service, operation, parameters), lambda: getattr(client_of(service), operation)(**parameters))


# By hand: aws sts get-caller-identity --region $REGION
# Credentials are only whoever signed in last. The account that they lead to is asked of AWS itself.
def prove_account():
    if boto3 is None:
        fail("boto3 is not installed (Debian: python3-boto3, elsewhere: python3 -m pip install boto3).")
    try:
        identity = ask_aws("sts", "get_caller_identity")
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        fail(f"AWS did not say who you are, so nothing is done there: {plain(error)}", "Sign in, or name a profile that has credentials: AWS_PROFILE=NAME.")
    if identity["Account"] != ACCOUNT:
        fail(f"Wrong account: your credentials lead to {plain(identity['Account'])}, but this bundle was made for {ACCOUNT}.")
    say(f"account    {ACCOUNT} as {plain(identity['Arn'])}", f"region     {REGION}")
    return identity["Arn"]


# By hand: aws iam simulate-principal-policy --policy-source-arn YOUR-ROLE --action-names ACTION
# Better to learn of a missing right now than after half of the work. Not everybody may ask; then the first change will tell.
def prove_rights(who, actions, resources):
    partition, role = who.split(":")[1], re.search(r":assumed-role/([^/]+)/", who)
    source = f"arn:{partition}:iam::{ACCOUNT}:role/{role[1]}" if role else who
    try:
        results = ask_aws("iam", "simulate_principal_policy", PolicySourceArn=source, ActionNames=actions, ResourceArns=resources)["EvaluationResults"]
    except botocore.exceptions.ClientError as error:
        say(f"note       whether you may is not known: IAM answered {plain(error.response['Error']['Code'])}")
        return
    for result in results:
        if result["EvalDecision"] != "allowed" and not result.get("MissingContextValues"):
            fail(f"You may not {plain(result['EvalActionName'])} on {plain(result.get('EvalResourceName', 'it'))}: {plain(result['EvalDecision'])}.", "Ask for a role that allows it, or let somebody run this who may.")
    say(f"right      {', '.join(actions)}: yes")


# Bytes as people say them.
def as_size(count):
    size, unit = float(count), "bytes"
    for larger in ("KiB", "MiB", "GiB", "TiB", "PiB"):
        if size < 1024:
            break
        size, unit = size / 1024, larger
    return f"{count} bytes" if unit == "bytes" else f"{size:.1f} {unit}"
