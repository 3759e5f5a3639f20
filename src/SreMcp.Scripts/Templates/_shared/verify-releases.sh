# Every value in the file and in the release, and every workload of the release healthy.
verify_releases() {
  local named index found
  for named in "${releases[@]}"; do
    open_release "$named"
    release_has_limits || true
    for index in $(rows_of_release); do
      compare "$named file" "${LIMITS_KEY[index]}: ${LIMITS_VALUE[index]}" "${LIMITS_KEY[index]}: $(value_in "$values_file" "${LIMITS_KEY[index]}" 2>/dev/null)"
      compare "$named release" "${LIMITS_KEY[index]}: ${LIMITS_VALUE[index]}" "${LIMITS_KEY[index]}: $(value_in "$here/backups/live-values.yaml" "${LIMITS_KEY[index]}" 2>/dev/null)"
    done
    read_release
    found="$release_status, healthy"
    is_healthy 3s || found="$release_status, not healthy"
    compare "$named" 'deployed, healthy' "$found"
  done
}
