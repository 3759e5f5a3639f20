# awk that reads amounts such as 250m, 2, 512Mi or 1e3 as thousandths.
amounts='
  function factor(unit) {
    if (unit == "") return 1000
    if (unit ~ /^[eE][-+]?[0-9]+$/) return 1000 * 10 ^ substr(unit, 2)
    if (unit ~ /^[num]$/) return 10 ^ (3 * index("num", unit) - 9)
    if (unit ~ /i$/) return 1000 * 1024 ^ index("KMGTPE", substr(unit, 1, 1))
    return 1000 * 1000 ^ index("kMGTPE", unit)
  }
  function amount(text) { return match(text, /^[0-9.]+/) ? substr(text, 1, RLENGTH) * factor(substr(text, RLENGTH + 1)) : 0 }
  function total(text, parts, count, position, sum) {
    count = split(text, parts, " ")
    for (position = 1; position <= count; position++) sum += amount(parts[position])
    return sum + 0
  }'

# Adds up amounts, in thousandths: whole numbers that bash can compare.
sum_of_amounts() {
  awk "$amounts"' { sum += total($0) } END { printf "%.0f", sum }'
}
