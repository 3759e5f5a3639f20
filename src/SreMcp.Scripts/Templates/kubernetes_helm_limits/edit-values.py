#!/usr/bin/env python3
"""Reads or replaces one value of a YAML file by its key path, and leaves every other byte as it is.

edit-values.py FILE KEY         prints the value
edit-values.py FILE KEY VALUE   prints the whole file with another value; the file itself is not written

A YAML library would lose comments and layout. So this looks at the lines: plain mappings by their indentation, the
value on the line of its key. What it cannot read with certainty it refuses: a key that is missing or stands twice,
lists, anchors, aliases, values over several lines, mappings in braces.
"""
import re
import sys

KEY = re.compile(r'''^(?P<indent> *)(?P<key>"[^"\\]*"|'[^']*'|[^\s#'"\[\]{},&*!|>%@-][^\s:]*|-[^\s:]+)\s*:(?P<rest>(?:\s.*)?)$''')
VALUE = re.compile(r'''^(?P<gap>\s+)(?P<value>"[^"\\]*"|'[^']*'|[^\s#'"\[\]{},&*!|>%@][^\s]*)(?P<tail>\s*|\s+#.*)$''')


def refuse(why):
    sys.exit('ERROR: %s: %s' % (sys.argv[1], why))


def matches(lines, wanted):
    """The lines whose key path is the wanted one, with what stands after the colon."""
    found = []
    path = []  # (indentation, key) of the mappings that are open
    skip = None  # indentation of a key with a value on its own line: what is deeper belongs to that value, whatever it looks like
    for number, line in enumerate(lines):
        text = line.rstrip('\r\n')
        indent = len(text) - len(text.lstrip(' '))
        if not text.strip() or (skip is None and text.lstrip(' ').startswith('#')):
            continue
        if skip is not None and indent > skip:
            continue
        skip = None
        if text.startswith(('---', '...', '%')):
            if number > 0 and path or text[3:].strip():
                refuse('line %d: it holds more than one document' % (number + 1))
            continue
        if '\t' in text[:len(text) - len(text.lstrip())]:
            refuse('line %d: it is indented with a tab' % (number + 1))
        entry = KEY.match(text)
        while path and path[-1][0] >= indent + (1 if text.lstrip(' ').startswith('- ') else 0):
            path.pop()
        if entry is None or text.lstrip(' ').startswith('- '):
            # An element of a list: what is below it has no path of keys.
            path.append((indent, None))
            continue
        path.append((indent, entry['key'].strip('"\'')))
        if entry['rest'].strip() and not entry['rest'].lstrip().startswith('#'):
            skip = indent
        if [key for _, key in path] == wanted:
            found.append((number, entry))
    return found


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    name, wanted = sys.argv[1], sys.argv[2].split('.')
    with open(name, encoding='utf-8', newline='') as file:
        lines = file.read().splitlines(keepends=True)
    found = matches(lines, wanted)
    if not found:
        refuse('there is no key %s' % sys.argv[2])
    if len(found) > 1:
        refuse('the key %s stands twice, in lines %s' % (sys.argv[2], ', '.join(str(number + 1) for number, _ in found)))
    number, entry = found[0]
    value = VALUE.match(entry['rest'])
    if value is None:
        refuse('line %d: the value of %s is no plain value on the line of its key' % (number + 1, sys.argv[2]))
    former = value['value']
    quote = former[0] if former[0] in '"\'' else ''
    if len(sys.argv) == 3:
        print(former.strip('"\''))
        return
    line = lines[number]
    start = entry.start('rest') + value.start('value')
    lines[number] = line[:start] + quote + sys.argv[3] + quote + line[start + len(former):]
    sys.stdout.reconfigure(newline='')
    sys.stdout.write(''.join(lines))


main()
