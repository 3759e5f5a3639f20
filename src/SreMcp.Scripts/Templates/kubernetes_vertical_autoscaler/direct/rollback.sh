#!/usr/bin/env bash
# <header>
#
# Run:       ./rollback.sh --dry-run   shows what would change and changes nothing
#            ./rollback.sh             does it, after asking

# <inputs>

set -Eeuo pipefail

purpose="Takes back the VerticalPodAutoscaler of $KIND $NAME."
way_back='To set it again: ./run.sh'
objects=("verticalpodautoscalers.v1.autoscaling.k8s.io/$NAME")
paths=("/apis/autoscaling.k8s.io/v1/namespaces/$NAMESPACE/verticalpodautoscalers/$NAME")
manifests=(autoscaler.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_workload
  prove_backup
  prove_unowned
  prove_right delete "verticalpodautoscalers.autoscaling.k8s.io/$NAME"
  prove_right update "verticalpodautoscalers.autoscaling.k8s.io/$NAME"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE rollout restart $KIND/$NAME
# Requests that it set on pods stay with them; those of the template come back when a pod is replaced.
settle() {
  [[ $MODE == 'Off' ]] || say 'note       pods keep the requests that it gave them until they are replaced'
  say 'Nothing to wait for.'
}

# <shared: status-restore>

# <shared: verify-manifests>

# <shared: kubernetes>

# <shared: files>

# <shared: contract>

contract_main "$@"
