#!/usr/bin/env python3
# <header>
#
# Run:       ./run.py --dry-run    prints the report, and what would be posted
#            ./run.py              prints the report, and posts it when that was asked for
#
# By hand it is a page of the console, Billing, Cost Explorer, or one command a question:
#   aws ce get-cost-and-usage --time-period Start=2026-09-01,End=2026-11-01 --granularity MONTHLY \
#     --metrics UnblendedCost --group-by Type=DIMENSION,Key=SERVICE
# This script adds: is it the right account, the same questions every time, the arithmetic between two
# months, and a limit to what asking costs. It only reads, so it can be started by a timer.

# <inputs>
import datetime
import decimal
import http.client
import re
import statistics
import stat
import urllib.error
import urllib.request

purpose = f"Reports what {ACCOUNT} costs, by {GROUP_BY}, over {MONTHS} whole months and the current one."
headline = "Report: what does it cost, and why?"
conclusion = "Done."
price = decimal.Decimal("0.01")  # USD for a request to Cost Explorer; a page is a request
spent = types.SimpleNamespace(calls=0, unit="USD")
today = datetime.datetime.now(datetime.timezone.utc).date()
this_month = today.replace(day=1)


# Everything that must be true before anything is asked that costs money.
def preflight():
    prove_account()
    if GROUP_BY == "tag" and not TAG:
        fail("The report is by tag, but no tag is named.", "Generate it again with the key of the tag.")
    if SLACK and webhook() is None:
        why = f"{SLACK_FILE or SLACK_VARIABLE} holds no https address of a webhook (the file may be readable by others)."
        if progress.mode != "dry-run":
            fail(why, "Set it, or generate the report without slack. The address itself is shown nowhere.")
        say(f"note       {why}")
    expected = 2 + ANOMALIES + FORECAST
    say(f"paid       {expected} requests to Cost Explorer or a few more, {price} USD each; it stops at {MAXIMUM_CALLS}")
    client_of("ce").meta.events.register("before-send.ce", count_call)


# Every request that leaves is counted, pages and repetitions included: each costs money.
def count_call(**_):
    if spent.calls >= MAXIMUM_CALLS:
        fail(f"{MAXIMUM_CALLS} paid requests were made, and that is the limit.", "Group by something with fewer values, or generate it again with a higher limit.")
    spent.calls += 1


# The first day of another month.
def month(back):
    number = this_month.year * 12 + this_month.month - 1 - back
    return datetime.date(number // 12, number % 12 + 1, 1)


# From a day up to another one, which is not part of it.
def period(start, end):
    return {"Start": start.isoformat(), "End": end.isoformat()}


# Credits hide what things cost, so they are left out unless somebody wants them.
def usual_filter():
    return {} if CREDITS else {"Filter": {"Not": {"Dimensions": {"Key": "RECORD_TYPE", "Values": ["Credit", "Refund"]}}}}


# What is meant by each line.
def grouping():
    if GROUP_BY == "tag":
        return [{"Type": "TAG", "Key": TAG}]
    return [{"Type": "DIMENSION", "Key": GROUP_BY.upper().replace("-", "_")}]


# The name of a line; a tag comes as key$value, and as key$ where there is none.
def name_of(key):
    return plain((key.split("$", 1)[-1] or "(no such tag)") if GROUP_BY == "tag" else key, 44)


# An amount, exact to the digit.
def amount(found):
    spent.unit = found["Unit"]
    return decimal.Decimal(found["Amount"])


# By hand: aws ce get-cost-and-usage --region $REGION --time-period Start=DAY,End=DAY --granularity MONTHLY --metrics $METRIC --group-by Type=DIMENSION,Key=SERVICE
# Whole months, line by line: {line: {first day of the month: amount}}. Every page costs.
def read_months():
    lines, token = {}, {}
    while token is not None:
        page = ask_aws("ce", "get_cost_and_usage", TimePeriod=period(month(MONTHS), this_month), Granularity="MONTHLY", Metrics=[METRIC], GroupBy=grouping(), **usual_filter(), **token)
        for result in page["ResultsByTime"]:
            for group in result["Groups"]:
                line = lines.setdefault(name_of(group["Keys"][0]), {})
                start = result["TimePeriod"]["Start"]
                line[start] = line.get(start, 0) + amount(group["Metrics"][METRIC])
        token = {"NextPageToken": page["NextPageToken"]} if page.get("NextPageToken") else None
    return lines


# By hand: aws ce get-cost-and-usage --region $REGION --time-period Start=DAY,End=DAY --granularity DAILY --metrics $METRIC
# Day by day since the beginning of the last month: a month that has just begun compares with the same days of the one before.
def read_days():
    page = ask_aws("ce", "get_cost_and_usage", TimePeriod=period(month(1), max(today, this_month)), Granularity="DAILY", Metrics=[METRIC], **usual_filter())
    return {datetime.date.fromisoformat(result["TimePeriod"]["Start"]): amount(result["Total"][METRIC]) for result in page["ResultsByTime"]}


# Money for people.
def money(value):
    return f"{value:,.2f}"


# How much more, in percent.
def percent(before, now):
    return "new" if not before else f"{(now - before) / before * 100:+.0f} %"


# The table: the most expensive lines, then all others as one, then the sum.
def table(lines):
    starts = [month(back).isoformat() for back in range(MONTHS, 0, -1)]
    ordered = sorted(lines, key=lambda name: (-lines[name].get(starts[-1], 0), name))
    rows = [(name, [lines[name].get(start, decimal.Decimal(0)) for start in starts]) for name in ordered]
    shown = rows[:TOP]
    if rows[TOP:]:
        shown.append((f"{len(rows) - TOP} others", [sum(amounts) for amounts in zip(*(row[1] for row in rows[TOP:]))]))
    shown.append(("in all", [sum(amounts) for amounts in zip(*(row[1] for row in rows))] if rows else [decimal.Decimal(0)] * MONTHS))
    text = [f"{GROUP_BY:<44}" + "".join(f"{start[:7]:>14}" for start in starts) + f"{'change':>10}"]
    for name, amounts in shown:
        text.append(f"{name:<44}" + "".join(f"{money(value):>14}" for value in amounts) + f"{percent(amounts[-2], amounts[-1]):>10}")
    return text


# What moved the sum most between the last two whole months, up or down.
def drivers(lines):
    before, now = month(2).isoformat(), month(1).isoformat()
    moved = {name: line.get(now, decimal.Decimal(0)) - line.get(before, decimal.Decimal(0)) for name, line in lines.items()}
    most = sorted((name for name in moved if moved[name]), key=lambda name: (-abs(moved[name]), name))[:5]
    return [f"  {moved[name]:+14,.2f}  {name} ({percent(lines[name].get(before, 0), lines[name].get(now, 0))})" for name in most] or ["  nothing"]


# This month so far, and the same days of the last one.
def so_far(days):
    count = (today - this_month).days
    if count == 0:
        return ["This month has only just begun."]
    now = sum(value for day, value in days.items() if day >= this_month)
    before = sum(value for day, value in days.items() if day < this_month and day.day <= count)
    return [f"This month so far ({count} days): {money(now)}, the same days of the last one: {money(before)} ({percent(before, now)})"]


# Days that cost far more than the two weeks before them, by our own arithmetic: it needs no monitor in AWS.
def unusual(days):
    found, ordered = [], sorted(days)
    for index, day in enumerate(ordered[14:], start=14):
        earlier = [days[other] for other in ordered[index - 14:index]]
        usual = statistics.median(earlier)
        spread = statistics.median(abs(value - usual) for value in earlier)
        if days[day] > usual * decimal.Decimal("1.2") and days[day] - usual > 4 * spread:
            found.append(f"  {day}  {money(days[day])}, usually {money(usual)}")
    return found or ["  none"]


# By hand: aws ce get-anomalies --region $REGION --date-interval StartDate=DAY,EndDate=DAY
# What AWS' own detection found; it knows the cause, and needs a monitor that somebody has set up.
def read_anomalies():
    found = ask_aws("ce", "get_anomalies", DateInterval={"StartDate": month(1).isoformat(), "EndDate": today.isoformat()}, MaxResults=20)["Anomalies"]
    found.sort(key=lambda anomaly: -anomaly["Impact"].get("TotalImpact", 0))
    lines = []
    for anomaly in found[:5]:
        causes = [cause.get("Service", "") + " " + cause.get("Region", "") for cause in anomaly.get("RootCauses", [])]
        lines.append(f"  {anomaly['AnomalyStartDate'][:10]}  {money(anomaly['Impact'].get('TotalImpact', 0))} too much: {plain('; '.join(causes).strip() or anomaly.get('DimensionValue', 'cause unknown'), 100)}")
    return lines or ["  none (AWS finds some only where a cost monitor is set up)"]


# By hand: aws ce get-cost-forecast --region $REGION --time-period Start=DAY,End=DAY --granularity MONTHLY --metric UNBLENDED_COST
# What AWS thinks the rest of the month will cost. A young account has no forecast.
def read_forecast(days):
    metric = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", METRIC).upper()
    try:
        rest = amount(ask_aws("ce", "get_cost_forecast", TimePeriod=period(today, month(-1)), Metric=metric, Granularity="MONTHLY", **usual_filter())["Total"])
    except botocore.exceptions.ClientError as error:
        return [f"Forecast: none, AWS says {plain(error.response['Error']['Code'])}"]
    spent_now = sum(value for day, value in days.items() if day >= this_month)
    return [f"Forecast for this month: {money(spent_now + rest)}, of which {money(rest)} are still to come"]


# The whole report, as lines.
def report():
    lines, days = read_months(), read_days()
    text = [f"Cost of {ACCOUNT}, {METRIC} in {spent.unit}" + ("" if CREDITS else ", without credits and refunds"), ""]
    text += table(lines) + ["", "What changed most in the last whole month:"] + drivers(lines)
    text += ["", *so_far(days)] + (read_forecast(days) if FORECAST else [])
    text += ["", "Unusual days:"] + unusual(days)
    text += ["", "Anomalies that AWS found:"] + read_anomalies() if ANOMALIES else []
    return text


# The address of the webhook is a secret: it is read here, used once, and never printed. None when there is none that is usable.
def webhook():
    address = os.environ.get(SLACK_VARIABLE, "")
    if SLACK_FILE:
        try:
            with open(SLACK_FILE, encoding="utf-8") as file:
                others = os.fstat(file.fileno()).st_mode & (stat.S_IRWXG | stat.S_IRWXO)
                address = "" if others else file.read(4096)
        except (OSError, UnicodeDecodeError):
            address = ""
    return address.strip() if is_safe_address(address.strip()) else None


# A redirect would carry the report to an address that nobody named.
class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


# The message as Slack reads it: its own marks are taken out of names, and the table keeps its columns.
def post(text):
    escaped = "\n".join(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("`", "'")
    body = json.dumps({"text": f"```\n{escaped[:30000]}\n```"}).encode()
    try:
        request = urllib.request.Request(webhook(), data=body, headers={"content-type": "application/json"})
        urllib.request.build_opener(NoRedirect).open(request, timeout=20).close()
    except urllib.error.HTTPError as error:
        fail(f"Slack did not take the message: {error.code}.", "The report above is complete. A webhook that was revoked answers 404.")
    except (OSError, ValueError, http.client.HTTPException) as error:
        fail(f"Slack could not be reached ({type(error).__name__}). The report above is complete.")


# The report is printed in any case; a dry run posts nothing.
def verify():
    text = report()
    say(*text, "", f"It took {spent.calls} paid requests, {price * spent.calls} USD.")
    if SLACK:
        run("curl --fail --json @message.json WEBHOOK", lambda: post(text))


# <shared: aws>


# <shared: contract>


contract_check(globals())
