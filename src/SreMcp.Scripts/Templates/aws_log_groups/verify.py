#!/usr/bin/env python3
# <header>
#
# Run:       ./verify.py    only reads; ends with 0 when nothing is left to do

# <inputs>

purpose = f"Checks that no log group below {PREFIX} is left that this bundle would change."


# The account is the one that was reviewed.
def preflight():
    prove_account()


# Nothing that is meant is left; what is left alone on purpose is said.
def verify():
    found = find_groups()
    for group in found:
        say(f"{as_size(group.get('storedBytes', 0)):>12}  {plain(group['logGroupName'], 512)}")
    for name, why in sorted(left_alone.items()):
        say(f"left alone {plain(name, 512)}: {plain(why)}")
    compare("groups to change", 0, len(found))
    conclude()


# <shared: log-groups>


# <shared: aws>


# <shared: contract>


contract_check(globals())
