# Adds up amounts such as 250m, 2, 512Mi or 1e3, in thousandths: whole numbers that bash can compare.
sum_of_amounts() {
  awk '
    function factor(unit, position) {
      if (unit == "") return 1000
      if (unit ~ /^[eE][-+]?[0-9]+$/) return 1000 * 10 ^ substr(unit, 2)
      if (unit ~ /^[num]$/) return 10 ^ (3 * index("num", unit) - 9)
      if (unit ~ /i$/) return 1000 * 1024 ^ index("KMGTPE", substr(unit, 1, 1))
      return 1000 * 1000 ^ index("kMGTPE", unit)
    }
    {
      for (field = 1; field <= NF; field++)
        if (match($field, /^[0-9.]+/)) sum += substr($field, 1, RLENGTH) * factor(substr($field, RLENGTH + 1))
    }
    END { printf "%.0f", sum }'
}
