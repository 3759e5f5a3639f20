# --- What holds for a change of one workload ---------------------------------------

# A change beside Helm lives until its next upgrade.
note_owner() {
  if [[ $OWNER == 'helm' ]]; then
    say 'note       it belongs to a Helm release: put the same into its values, or the next upgrade takes it back'
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout history $KIND/$NAME
# What was reviewed is the revision that was live then; another one may need another change.
is_reviewed_revision() {
  read_revisions
  carries "$LIVE_REVISION"
}
