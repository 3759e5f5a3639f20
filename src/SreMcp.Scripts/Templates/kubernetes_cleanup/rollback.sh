#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would come back and changes nothing
#            ./rollback.sh             does it, after asking
#
# Pods and logs do not come back. A Job comes back from the backup as a new one with the parallelism
# 0, so that it does not run again: it is there to be read. To run it once more by hand:
#   kubectl patch job NAME --patch='{"spec":{"parallelism":1}}'

# <inputs>

set -Eeuo pipefail

purpose="Makes the Jobs known again that run.sh deleted in the namespace $NAMESPACE. Pods and logs do not come back."
way_back='To delete them again: kubectl delete job NAME'
missing=()
kept=0

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_right get jobs.batch
  prove_right create jobs.batch
}

# What is in the backup and not in the cluster has to come back.
read_state() {
  local file job
  missing=()
  kept=0
  for file in "$here"/backups/job-*.json; do
    [[ -s $file ]] || continue
    kept=$((kept + 1))
    job=${file##*/job-}
    if [[ -z $(ask "${kube[@]}" get "job.batch/${job%.json}" --ignore-not-found --output=name) ]]; then
      missing+=("$file")
    fi
  done
  state='before'
  ((${#missing[@]} > 0)) || state='after'
  ((kept > 0)) || say 'The folder backups holds no Job.'
}

# By name, and what stays lost.
describe() {
  local file
  for file in "${missing[@]}"; do
    say "Job        ${file##*/}"
  done
  say 'note       each comes back with the parallelism 0 and without its pods: it does not run, and its logs are gone'
}

# A Job without what the server gave the former one: another UID, another selector.
revived() {
  ask "${kube[@]}" patch --local --filename="$1" --type=merge --dry-run=client --output=json --patch='{
    "metadata":{"uid":null,"resourceVersion":null,"creationTimestamp":null,"selfLink":null,"generation":null,"managedFields":null,"ownerReferences":null,
      "labels":{"controller-uid":null,"job-name":null,"batch.kubernetes.io/controller-uid":null,"batch.kubernetes.io/job-name":null}},
    "spec":{"parallelism":0,"selector":null,"manualSelector":null,"template":{"metadata":{
      "labels":{"controller-uid":null,"job-name":null,"batch.kubernetes.io/controller-uid":null,"batch.kubernetes.io/job-name":null}}}},
    "status":null}'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE create --filename=job.json --dry-run=server
# Admission, quotas and rights are asked for real; only the storing is left out.
rehearse() {
  local file
  for file in "${missing[@]}"; do
    ask "${kube[@]}" create --filename=- --dry-run=server <<<"$(revived "$file")"
  done
}

# There is nothing to lose: only what is missing is created.
backup() {
  say 'nothing is overwritten, so nothing is saved'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE create --filename=job.json
apply() {
  local file
  for file in "${missing[@]}"; do
    run "${kube[@]}" create --filename=- <<<"$(revived "$file")"
  done
}

# A Job that does not run has nothing to wait for.
settle() {
  say 'they are created without pods'
}

# Every Job of the backup is there.
verify() {
  read_state
  compare 'Jobs of the backup' "$kept" "$((kept - ${#missing[@]}))"
  conclude
}

# <shared: namespace>

# <shared: contract>

contract_main "$@"
