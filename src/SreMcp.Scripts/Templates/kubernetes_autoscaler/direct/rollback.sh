#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Takes back the autoscaler of $KIND $NAME."
way_back='To set it again: ./run.sh'
objects=("horizontalpodautoscalers.$API.autoscaling/$NAME")
paths=("/apis/autoscaling/$API/namespaces/$NAMESPACE/horizontalpodautoscalers/$NAME")
manifests=(autoscaler.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_workload
  prove_backup
  prove_unowned
  prove_right delete "horizontalpodautoscalers.autoscaling/$NAME"
  prove_right update "horizontalpodautoscalers.autoscaling/$NAME"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE scale $KIND/$NAME --replicas=N
# Nobody sets the number of replicas back: what the autoscaler found necessary may still be necessary.
settle() {
  read_workload
  say "replicas   $wanted, as the autoscaler left it; $REPLICAS when this bundle was made"
  if ((wanted != REPLICAS)); then
    say 'To set the former number, once the load allows it:'
    show_command "${kube[@]}" scale "$resource" --replicas="$REPLICAS" --current-replicas="$wanted"
  fi
}

# <shared: status-restore>

# <shared: verify-manifests>

# <shared: kubernetes>

# <shared: files>

# <shared: contract>

contract_main "$@"
