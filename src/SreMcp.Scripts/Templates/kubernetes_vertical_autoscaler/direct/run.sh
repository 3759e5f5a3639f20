#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./verify.sh          shows what is recommended by now
#            ./rollback.sh        puts back what was there, or deletes it
#
# By hand it is one manifest, and looking a day later:
#   kubectl apply --filename=autoscaler.yaml
#   kubectl describe vpa NAME
# This script adds: is it the right cluster, does it know VerticalPodAutoscalers, do the bounds hold
# what was observed, does a pod of that size fit a node, and does another autoscaler pull at the same.

# <inputs>

set -Eeuo pipefail

purpose="Gives $KIND $NAME a VerticalPodAutoscaler with the mode $MODE."
way_back='To take it back: ./rollback.sh'
objects=("verticalpodautoscalers.v1.autoscaling.k8s.io/$NAME")
paths=("/apis/autoscaling.k8s.io/v1/namespaces/$NAMESPACE/verticalpodautoscalers/$NAME")
manifests=(autoscaler.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_workload
  prove_owner
  prove_known
  prove_unowned
  prove_bounds
  prove_fits_a_node
  prove_no_rival
  prove_right create verticalpodautoscalers.autoscaling.k8s.io
  prove_right patch "verticalpodautoscalers.autoscaling.k8s.io/$NAME"
}

# By hand: kubectl api-resources --api-group=autoscaling.k8s.io
# It is no part of Kubernetes: somebody has to install its definition, recommender, updater and admission.
prove_known() {
  local found
  found=$(ask "${kube[@]}" get --raw /apis/autoscaling.k8s.io/v1 2>/dev/null) || found=''
  [[ $found == *'"verticalpodautoscalers"'* ]] ||
    fail 'This cluster does not know VerticalPodAutoscalers (autoscaling.k8s.io/v1).' 'Install them first, or have the provider switch them on. Without them: kubernetes_resources, with the observed use.'
  say 'version    the server has autoscaling.k8s.io/v1'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get $KIND/$NAME --output=jsonpath='{.spec.template.spec.containers[*].name}'
# Bounds that leave out what was observed would make every recommendation wrong.
prove_bounds() {
  local index names container
  names=" $(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.template.spec.containers[*].name}') "
  for index in "${!BOUNDS_CONTAINER[@]}"; do
    container=${BOUNDS_CONTAINER[index]}
    [[ $names == *" $container "* ]] || fail "There is no container $container in $resource." "There are:$names"
    prove_between "$container, CPU" "${BOUNDS_OBSERVED_CPU[index]}" "${BOUNDS_CPU_MIN[index]}" "${BOUNDS_CPU_MAX[index]}"
    prove_between "$container, memory" "${BOUNDS_OBSERVED_MEMORY[index]}" "${BOUNDS_MEMORY_MIN[index]}" "${BOUNDS_MEMORY_MAX[index]}"
    names=${names/" $container "/ }
  done
  [[ -z ${names// /} ]] || say "note       without bounds, so left alone:$names"
}

# Least, observed, most, in this order. The recommender adds its own margin (15 %) to what it sees.
prove_between() {
  local seen least most
  seen=$(sum_of_amounts <<<"$2") least=$(sum_of_amounts <<<"$3") most=$(sum_of_amounts <<<"$4")
  say "$1: observed $2, between $3 and $4"
  ((least <= most)) || fail "$1: the least $3 is more than the most $4."
  ((seen >= least)) || say "note       observed is less than the least, so $3 will be recommended"
  ((seen * 115 / 100 <= most)) || fail "$1: the most $4 leaves no 15 % beyond the observed $2." 'The recommendation would be cut off: raise the most.'
}

# By hand: kubectl --context=$CONTEXT get nodes --output=custom-columns=NAME:.metadata.name,CPU:.status.allocatable.cpu,MEMORY:.status.allocatable.memory
# A pod that is recommended larger than every node can never start again.
prove_fits_a_node() {
  local nodes cpu memory most_cpu most_memory fits=0
  most_cpu=$(sum_of_amounts <<<"${BOUNDS_CPU_MAX[*]}") most_memory=$(sum_of_amounts <<<"${BOUNDS_MEMORY_MAX[*]}")
  nodes=$(ask "${kube[@]}" get nodes --output=jsonpath='{range .items[*]}{.status.allocatable.cpu}|{.status.allocatable.memory}{"\n"}{end}' 2>/dev/null | sort -u) || nodes=''
  if [[ -z ${nodes//[|[:space:]]/} ]]; then
    say 'note       the sizes of the nodes cannot be read, so nobody knows whether the largest pod fits one'
    return 0
  fi
  while IFS='|' read -r cpu memory; do
    (($(sum_of_amounts <<<"$cpu") < most_cpu || $(sum_of_amounts <<<"$memory") < most_memory)) || fits=$((fits + 1))
  done <<<"$nodes"
  ((fits > 0)) || fail 'A pod with the most of all bounds fits no node of this cluster, so it could never start.' 'Lower the bounds, or add larger nodes first.'
  say 'nodes      a pod with the most of all bounds fits one'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get hpa,vpa
# A HorizontalPodAutoscaler that measures percent of a request goes in circles with one that changes that request.
prove_no_rival() {
  local others of other field metrics annotation
  others=$(ask "${kube[@]}" get verticalpodautoscalers.v1.autoscaling.k8s.io --output=jsonpath='{range .items[*]}{.spec.targetRef.kind}/{.spec.targetRef.name}|{.metadata.name}{"\n"}{end}')
  while IFS='|' read -r of other; do
    [[ $of != "$KIND/$NAME" || $other == "$NAME" ]] || fail "The VerticalPodAutoscaler $other looks at $resource already." 'Change that one, or delete it first.'
    [[ $other != "$NAME" || $of == "$KIND/$NAME" ]] || fail "The VerticalPodAutoscaler $NAME is there already and looks at $of."
  done <<<"$others"
  others=$(ask "${kube[@]}" get horizontalpodautoscalers.autoscaling --output=jsonpath='{range .items[*]}{.spec.scaleTargetRef.kind}/{.spec.scaleTargetRef.name}|{.metadata.name}|{.spec.targetCPUUtilizationPercentage}|{.spec.metrics[*].resource.name} {.spec.metrics[*].containerResource.name}|{.metadata.annotations.autoscaling\.alpha\.kubernetes\.io/metrics}{"\n"}{end}') ||
    fail 'The HorizontalPodAutoscalers of the namespace cannot be read, so it is not known whether one measures the same.'
  while IFS='|' read -r of other field metrics annotation; do
    [[ $of == "$KIND/$NAME" ]] || continue
    [[ -z $field ]] || metrics+=' cpu'
    [[ $annotation != *'"name":"memory"'* ]] || metrics+=' memory'
    judge_rival "$other" "$metrics"
  done <<<"$others"
}

# Only recommending is harmless, and so is another resource than the one that is measured.
judge_rival() {
  if [[ $MODE == 'Off' ]]; then
    say "note       the HorizontalPodAutoscaler $1 scales it, too: leave the mode Off for what that one measures"
  elif [[ $2 == *memory* || ($2 == *cpu* && $CONTROLLED == 'both') ]]; then
    fail "The HorizontalPodAutoscaler $1 measures the same resource, and the mode is $MODE." 'The two drive each other in circles: generate the bundle with mode: Off, or with controlled: memory beside one that measures CPU only.'
  else
    say "note       the HorizontalPodAutoscaler $1 scales it, too, by something else"
  fi
}

# What the mode means for the pods that run.
explain() {
  case $MODE in
    Off) say 'pods       nothing happens to them: it only recommends' ;;
    Initial) say 'pods       those that run stay; those that start get the recommended requests' ;;
    *)
      say 'pods       are evicted, as PodDisruptionBudgets allow, whenever their requests are far from the recommended ones'
      ((wanted > 1)) || say 'note       with one replica the updater usually evicts nothing, and if it does, nobody answers meanwhile'
      ;;
  esac
  [[ $LIMITS == 'true' ]] || say 'note       limits stay: a request is never raised above its limit'
  [[ $OWNER != 'helm' ]] || say 'note       it belongs to a Helm release: the chart may have a VerticalPodAutoscaler of its own, to be switched on there'
}

# Stored is done: the recommender finds it by itself.
settle() {
  say 'Stored. The first recommendation takes a minute, a good one a day or more.'
}

# <shared: recommendation>

# <shared: amounts>

# <shared: status-manifests>

# <shared: kubernetes>

# <shared: files>

# <shared: contract>

contract_main "$@"
