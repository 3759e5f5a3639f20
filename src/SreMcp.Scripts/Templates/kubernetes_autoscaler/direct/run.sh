#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        puts back what was there, or deletes it
#
# By hand it is one command for the simplest case, and looking afterwards:
#   kubectl autoscale deployment NAME --min=3 --max=12 --cpu-percent=70
#   kubectl describe hpa NAME
# This script adds: is it the right cluster, does every container have the request that a percentage
# is of, do the bounds carry what was observed, and who else would pull at the number of replicas.

# <inputs>

set -Eeuo pipefail

purpose="Gives $KIND $NAME an autoscaler between $MINIMUM and $MAXIMUM replicas."
way_back='To take it back: ./rollback.sh'
objects=("horizontalpodautoscalers.$API.autoscaling/$NAME")
paths=("/apis/autoscaling/$API/namespaces/$NAMESPACE/horizontalpodautoscalers/$NAME")
manifests=(autoscaler.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_workload
  prove_owner
  prove_version
  prove_unowned
  prove_alone
  prove_requests
  prove_arithmetic
  prove_right create horizontalpodautoscalers.autoscaling
  prove_right patch "horizontalpodautoscalers.autoscaling/$NAME"
  show_metrics
  show_rivals
}

# By hand: kubectl get --raw /apis/autoscaling
# v2 and v2beta2 say the same; which of them a server has is a matter of its age.
prove_version() {
  local found
  [[ $KIND != 'DaemonSet' ]] || fail 'A DaemonSet has one pod on each node that it selects; nothing can scale it.'
  found=$(ask "${kube[@]}" get --raw /apis/autoscaling) || fail 'The server does not say which versions of autoscaling it has.'
  [[ $found == *"\"autoscaling/$API\""* ]] ||
    fail "This server has no autoscaling/$API." "It has: $(grep -oE '"autoscaling/[a-z0-9]+"' <<<"$found" | sort -u | tr '\n' ' ')" 'Generate the bundle with one of v2 and v2beta2 as api that is among them.'
  say "version    the server has autoscaling/$API"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get hpa,vpa
# Two autoscalers pull at the same number forever, and one that changes requests changes what a percentage is of.
prove_alone() {
  local scalers of scaler vertical mode controlled
  scalers=$(ask "${kube[@]}" get "horizontalpodautoscalers.$API.autoscaling" --output=jsonpath='{range .items[*]}{.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name} {.metadata.name}{"\n"}{end}') ||
    fail 'The HorizontalPodAutoscalers of the namespace cannot be read.'
  while read -r of scaler; do
    [[ $of != "$KIND/$NAME" || $scaler == "$NAME" ]] || fail "The HorizontalPodAutoscaler $scaler scales $resource already." 'Change that one, or delete it first. One called keda-hpa-… belongs to a ScaledObject of KEDA.'
    [[ $scaler != "$NAME" || $of == "$KIND/$NAME" ]] || fail "The HorizontalPodAutoscaler $NAME is there already and scales $of."
  done <<<"$scalers"
  vertical=$(ask "${kube[@]}" get verticalpodautoscalers.autoscaling.k8s.io --output=jsonpath='{range .items[*]}{.spec.targetRef.kind}/{.spec.targetRef.name}|{.metadata.name}|{.spec.updatePolicy.updateMode}|{.spec.resourcePolicy.containerPolicies[*].controlledResources}{"\n"}{end}' 2>/dev/null) || vertical=''
  while IFS='|' read -r of scaler mode controlled; do
    [[ $of == "$KIND/$NAME" ]] || continue
    if [[ $mode == 'Off' ]]; then
      say "note       the VerticalPodAutoscaler $scaler only recommends: what it says of CPU would change what $CPU_TARGET % is of"
    elif [[ -z $controlled || $controlled == *'"cpu"'* || -n $MEMORY_TARGET ]]; then
      fail "The VerticalPodAutoscaler $scaler changes the requests of $resource (mode ${mode:-Auto})." 'On the same resource the two drive each other in circles: set its updateMode to Off, or let it control only what this one does not measure.'
    fi
  done <<<"$vertical"
  say "scalers    no other one for $resource"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --output=jsonpath='{range .spec.template.spec.containers[*]}{.name} {.resources.requests}{"\n"}{end}'
# A percentage is of the request. One container without it, and the autoscaler measures nothing at all.
prove_requests() {
  local lines container cpu memory
  lines=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{range .spec.template.spec.containers[*]}{.name}|{.resources.requests.cpu}|{.resources.requests.memory}{"\n"}{end}')
  while IFS='|' read -r container cpu memory; do
    [[ -n $container ]] || continue
    [[ -n $cpu ]] || fail "The container $container has no CPU request, so there is nothing that $CPU_TARGET % is of." 'Give it one first; the template kubernetes_resources does that.'
    [[ -z $MEMORY_TARGET || -n $memory ]] || fail "The container $container has no memory request, so there is nothing that $MEMORY_TARGET % is of." 'Give it one first; the template kubernetes_resources does that.'
    request=$((request + $(sum_of_amounts <<<"$cpu")))
  done <<<"$lines"
  ((request > 0)) || fail "The CPU requests of $resource are 0."
}
request=0

# How many pods a use of CPU needs, rounded up as the autoscaler does.
pods_for() {
  printf '%s' "$((($1 * 100 + request * CPU_TARGET - 1) / (request * CPU_TARGET)))"
}

# The arithmetic of the autoscaler, done before it does it.
prove_arithmetic() {
  local usual peak
  ((MINIMUM <= MAXIMUM)) || fail "The minimum $MINIMUM is above the maximum $MAXIMUM."
  usual=$(pods_for "$CPU_P95") peak=$(pods_for "${CPU_PEAK:-$CPU_P95}")
  say "a pod      asks for ${request}m CPU; at $CPU_TARGET % of it, it uses $((request * CPU_TARGET / 100))m"
  say "usual      ${CPU_P95}m / $((request * CPU_TARGET / 100))m = $usual pods, of $MINIMUM to $MAXIMUM"
  [[ -z $CPU_PEAK ]] || say "peak       ${CPU_PEAK}m / $((request * CPU_TARGET / 100))m = $peak pods"
  [[ -z $CPU_PEAK ]] || ((CPU_PEAK >= CPU_P95)) || fail "The peak ${CPU_PEAK}m is below the 95th percentile ${CPU_P95}m." 'Look at the two numbers again.'
  ((peak <= MAXIMUM)) || fail "What was observed needs $peak pods, and the maximum is $MAXIMUM." "Raise the maximum, or the CPU request of a pod (a higher target than $CPU_TARGET % leaves less room until new pods are ready)."
  ((usual < MAXIMUM)) || say 'note       the usual load needs the maximum already: nothing is left for more'
  ((usual > MINIMUM)) || say 'note       the usual load needs no more than the minimum: the autoscaler only helps with what is rare'
  ((MINIMUM > 1)) || say 'note       with a minimum of 1, losing one pod or one node is an outage'
  say "at most    $((MAXIMUM * request))m CPU are asked for in all: quota and nodes must have them"
}

# By hand: kubectl --context=$CONTEXT top pods --namespace=$NAMESPACE
# Without measured use the autoscaler keeps the bounds and does nothing else.
show_metrics() {
  if [[ -n $(ask "${kube[@]}" get --raw /apis/metrics.k8s.io/v1beta1 2>/dev/null) ]]; then
    say 'metrics    the server measures the use of pods'
  else
    say 'note       the server does not serve metrics.k8s.io (metrics-server): until it does, the autoscaler keeps the bounds and measures nothing'
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE apply view-last-applied $KIND/$NAME
# A number of replicas in a manifest or chart is set again with every deployment, and the autoscaler moves it back.
show_rivals() {
  local applied
  applied=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}')
  [[ $applied != *'"replicas":'* ]] || say 'note       the manifest that was applied says replicas: take that line out of it, or every apply sets the number again'
  [[ $OWNER != 'helm' ]] || say 'note       it belongs to a Helm release: switch on the autoscaler of its chart instead, if it has one; otherwise its template must not set replicas'
}

# What follows at once.
explain() {
  say "replicas   $wanted now"
  if ((wanted < MINIMUM || wanted > MAXIMUM)); then
    say "note       that is outside of $MINIMUM to $MAXIMUM: the autoscaler changes it within seconds"
  elif ((wanted == 0)); then
    say 'note       with 0 replicas the autoscaler rests until somebody sets another number'
  fi
}

# <shared: amounts>

# <shared: autoscaler>

# <shared: status-manifests>

# <shared: kubernetes>

# <shared: files>

# <shared: contract>

contract_main "$@"
