# --- The quota as the server counts ------------------------------------------------

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE describe resourcequota $NAME
# The controller counts a moment after the quota was stored. Until then nothing is refused by it either.
verify_count() {
  local tries=0 text key value hard used
  until text=$(ask "${kube[@]}" get "resourcequotas/$NAME" --ignore-not-found --output=jsonpath='{.status.used}') && [[ -n $text ]] || ((tries >= 15)); do
    tries=$((tries + 1))
    sleep 1
  done
  for key in requests.cpu requests.memory limits.memory pods; do
    value=$(ask "${kube[@]}" get "resourcequotas/$NAME" --ignore-not-found --output=jsonpath="{.spec.hard.${key//./\\.}}|{.status.used.${key//./\\.}}")
    hard=${value%%|*} used=${value#*|}
    [[ -n $hard ]] || continue
    if [[ -n $used ]] && (($(sum_of_amounts <<<"$used") <= $(sum_of_amounts <<<"$hard"))); then
      compare "$key" "at most $hard" "at most $hard"
      say "           $used used"
    else
      compare "$key" "at most $hard" "${used:-not counted yet}"
    fi
  done
}

# <shared: amounts>
