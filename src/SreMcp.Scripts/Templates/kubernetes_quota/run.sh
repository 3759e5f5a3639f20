#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        puts back what was there, or deletes it
#
# By hand it is adding up what the pods ask for, and two manifests:
#   kubectl describe nodes, or kubectl get pods --output=yaml, and look at resources
#   kubectl create quota NAME --hard=requests.cpu=12,requests.memory=24Gi,pods=80
# This script adds: is it the right cluster, does the quota leave room beyond what runs and what was
# observed, and do the defaults fit the containers that are there.

# <inputs>

set -Eeuo pipefail

purpose="Bounds what the namespace $NAMESPACE may ask for."
way_back='To take it back: ./rollback.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("limitranges/$NAME" "resourcequotas/$NAME")
paths=("/api/v1/namespaces/$NAMESPACE/limitranges/$NAME" "/api/v1/namespaces/$NAMESPACE/resourcequotas/$NAME")
manifests=(limit-range.yaml quota.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_namespace
  prove_unowned
  prove_right create limitranges
  prove_right create resourcequotas
  prove_right patch "resourcequotas/$NAME"
  read_use
  prove_room
  prove_defaults
  show_measured
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get resourcequotas,limitranges
# Several quotas hold at the same time, and the strictest counts; of two LimitRanges nobody can say which default wins.
prove_namespace() {
  local names ranges
  ask "${kube[@]}" get namespace "$NAMESPACE" --output=name >/dev/null || fail "There is no namespace $NAMESPACE."
  [[ $NAMESPACE != kube-* ]] || fail "$NAMESPACE belongs to the cluster itself: a quota there can keep it from starting what it needs."
  names=$(ask "${kube[@]}" get resourcequotas --output=jsonpath='{.items[*].metadata.name}')
  ranges=$(ask "${kube[@]}" get limitranges --output=jsonpath='{.items[*].metadata.name}')
  [[ -z $names || $names == "$NAME" ]] || say "note       quotas of the namespace: $names; a pod has to fit all of them"
  [[ -z $ranges || $ranges == "$NAME" ]] || say "note       LimitRanges of the namespace: $ranges; which default a container gets is then a matter of chance"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --output=jsonpath='{range .items[*]}{.metadata.name} {.spec.containers[*].resources.requests}{"\n"}{end}'
# Counted as the quota does: the containers of a pod together, or its largest init container when that asks for more, and overhead.
# A container that says nothing counts with the default, which it gets with its next start.
read_use() {
  use_cpu=$(use_of requests cpu "$DEFAULT_CPU_REQUEST") use_memory=$(use_of requests memory "$DEFAULT_MEMORY_REQUEST") use_limits=$(use_of limits memory "$DEFAULT_MEMORY_LIMIT")
  use_pods=$(ask "${kube[@]}" get pods --field-selector=status.phase!=Succeeded,status.phase!=Failed --output=name | wc -l)
  say "now        $use_pods pods ask for $(cores "$use_cpu") CPU and $(mebibytes "$use_memory") memory, and may use $(mebibytes "$use_limits"), defaults included"
}

# What all pods that have not ended ask for or are limited to, in thousandths.
use_of() {
  ask "${kube[@]}" get pods --field-selector=status.phase!=Succeeded,status.phase!=Failed \
    --output=jsonpath="{range .items[*]}{.spec.containers[*].name}|{.spec.containers[*].resources.$1.$2}|{.spec.initContainers[*].resources.$1.$2}|{.spec.overhead.$2}{\"\\n\"}{end}" |
    awk -F '|' -v default_amount="$3" "$amounts"'
      {
        silent = split($1, names, " ") - split($2, given, " ")
        pod = total($2) + silent * amount(default_amount)
        count = split($3, starting, " ")
        for (position = 1; position <= count; position++) if (amount(starting[position]) > pod) pod = amount(starting[position])
        sum += pod + amount($4)
      }
      END { printf "%.0f", sum }'
}

# Thousandths as people read them.
cores() {
  printf '%sm' "$1"
}

# Rounded up, so that nothing looks smaller than it is.
mebibytes() {
  printf '%sMi' "$((($1 + 1048575999) / 1048576000))"
}

# The arithmetic: what runs must fit, and what was observed with the headroom on top.
prove_room() {
  local cpu memory
  cpu=$(sum_of_amounts <<<"$CPU_REQUESTS") memory=$(sum_of_amounts <<<"$MEMORY_REQUESTS")
  prove_fits 'CPU requests' "$cpu" "$use_cpu" "$(sum_of_amounts <<<"$OBSERVED_CPU")" cores
  prove_fits 'memory requests' "$memory" "$use_memory" "$(sum_of_amounts <<<"$OBSERVED_MEMORY")" mebibytes
  if [[ -n $MEMORY_LIMITS ]]; then
    prove_fits 'memory limits' "$(sum_of_amounts <<<"$MEMORY_LIMITS")" "$use_limits" 0 mebibytes
    (($(sum_of_amounts <<<"$MEMORY_LIMITS") >= memory)) || fail "The quota of memory limits is below that of requests, so the requests can never be used up." 'Raise memory-limits, or leave it out.'
  fi
  ((PODS >= use_pods)) || fail "$use_pods pods are there, and the quota allows $PODS." 'Allow more, or clean up first.'
  say "pods       $use_pods of $PODS"
}

# One line of it: the quota, what is used, what was observed and the least that the quota has to be.
prove_fits() {
  local what=$1 quota=$2 used=$3 seen=$4 unit=$5 least
  least=$(((seen * (100 + HEADROOM) + 99) / 100))
  say "$what: quota $("$unit" "$quota"), asked for now $("$unit" "$used"), observed $("$unit" "$seen") + $HEADROOM % = $("$unit" "$least")"
  ((quota >= used)) || fail "The quota of $what is below what the pods ask for now: of the pods that go, some would not come back." "Take at least $("$unit" "$((used * (100 + HEADROOM) / 100))")."
  ((quota >= least)) || fail "The quota of $what leaves less than $HEADROOM % beyond what was observed." "Take at least $("$unit" "$least"), or generate the bundle with less headroom."
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pods --output=jsonpath='{range .items[*].spec.containers[*]}{.name} {.resources}{"\n"}{end}'
# A container that asks for more memory than the default limit and has no limit of its own could not start any more.
prove_defaults() {
  local lines container asked limited ceiling without=0
  ceiling=$(sum_of_amounts <<<"$DEFAULT_MEMORY_LIMIT")
  (($(sum_of_amounts <<<"$DEFAULT_MEMORY_REQUEST") <= ceiling)) || fail 'The default memory request is above the default memory limit.'
  lines=$(ask "${kube[@]}" get pods --output=jsonpath='{range .items[*]}{range .spec.containers[*]}{.name}|{.resources.requests.memory}|{.resources.limits.memory}{"\n"}{end}{end}')
  while IFS='|' read -r container asked limited; do
    [[ -n $container && -z $limited ]] || continue
    without=$((without + 1))
    [[ -z $asked ]] || (($(sum_of_amounts <<<"$asked") <= ceiling)) ||
      fail "The container $container asks for $asked memory and has no limit: with the default limit $DEFAULT_MEMORY_LIMIT its next pod would be refused." 'Give it a limit first, or raise default-memory-limit.'
  done < <(sort -u <<<"$lines")
  ((without == 0)) || say "note       $without kind(s) of containers have no memory limit; from their next start on it is $DEFAULT_MEMORY_LIMIT, and beyond it they are killed"
}

# By hand: kubectl --context=$CONTEXT top pods --namespace=$NAMESPACE
# What is used is not what is asked for. A large gap says that requests are too high, which no quota mends.
show_measured() {
  local lines cpu memory
  if ! lines=$(ask "${kube[@]}" top pods --no-headers 2>/dev/null) || [[ -z $lines ]]; then
    say 'measured   nothing: the server has no metrics of these pods'
    return 0
  fi
  cpu=$(awk '{ print $2 }' <<<"$lines" | sum_of_amounts) memory=$(awk '{ print $3 }' <<<"$lines" | sum_of_amounts)
  say "measured   $(cores "$cpu") CPU and $(mebibytes "$memory") memory are used right now"
  ((use_cpu <= 2 * cpu)) || say 'note       less than half of the asked CPU is used: right-sizing the requests gives more than a larger quota'
}

# What a quota does to people who do not know of it.
explain() {
  say 'note       pods that run stay. A pod beyond the quota is refused, and its Deployment says so only in its events: kubectl get events'
  say 'note       a rolling update needs room for the pods that it starts before it ends old ones'
}

# The quota is counted by a controller; verification waits for that.
settle() {
  say 'Stored. It holds for new pods from now on.'
}

# Both are on the server as the files say, and what is used is within the quota.
verify() {
  verify_manifests
  verify_count
  conclude
}

# <shared: quota>

# <shared: status-manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
