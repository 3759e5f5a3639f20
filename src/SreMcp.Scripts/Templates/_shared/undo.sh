# --- Going to a revision that is still in the history -----------------------------

# The revision we want must still be kept; the history has a limit (revisionHistoryLimit).
prove_revision() {
  local number
  read_revisions
  number=$(number_of "$goal")
  [[ -n $number ]] ||
    fail "Revision $goal is no longer in the history of $resource." 'Deploy the wanted version the usual way instead.'
  say "revision   $goal is still in the history, as number $number"
}

# Shows the pod templates side by side, so that a reviewer sees more than an image.
describe() {
  say "from       $live_name (revision $live_number): $(revision_images "$live_name")"
  say "to         $goal (revision $(number_of "$goal")): $(revision_images "$goal")"
  diff -u <(workload_template | tr ',' '\n') <(revision_template "$goal" | tr ',' '\n') | tail -n +4 | grep -E '^[-+]' || true
}

# By hand: kubectl rollout undo deployment/NAME --to-revision=N --dry-run=server
# Admission, quotas and rights are asked for real; only the storing is left out.
rehearse() {
  ask "${kube[@]}" rollout undo "$resource" --to-revision="$(number_of "$goal")" --dry-run=server
}

# By hand: kubectl rollout undo deployment/NAME --to-revision=N
# The number is looked up by name a moment before, since every undo gives the revision a new one.
apply() {
  run "${kube[@]}" rollout undo "$resource" --to-revision="$(number_of "$goal")"
}
