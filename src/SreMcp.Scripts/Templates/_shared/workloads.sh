# --- Several workloads of one cluster, one after the other --------------------------

# The context is named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)
patient=("${kube[@]}")
workloads=()
workload='' resource=''

# The order of the rows is the order of the work. A workload with several rows is changed once, where it is named first.
list_workloads() {
  local named
  for named in "${SIZES_WORKLOAD[@]}"; do
    [[ " ${workloads[*]} " == *" $named "* ]] || workloads+=("$named")
  done
}

# From here on, every call is about this one.
open_workload() {
  local namespace kind name
  IFS='/' read -r namespace kind name <<<"$1"
  workload=$1
  resource="${kind,,}.apps/$name"
  kube=(kubectl --context="$CONTEXT" --namespace="$namespace" --request-timeout=30s)
  patient=(kubectl --context="$CONTEXT" --namespace="$namespace" --request-timeout="$((TIMEOUT + 30))s")
}

# True when every replica is of the newest template and available.
is_healthy() {
  ask "${patient[@]}" rollout status "$resource" --timeout=3s >/dev/null 2>&1
}
