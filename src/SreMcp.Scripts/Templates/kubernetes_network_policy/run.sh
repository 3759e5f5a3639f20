#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#
# Before a policy selects a pod, everything may talk to it; from the first one on, only what a rule names.
# Whether it is enforced is up to the network plugin: some accept policies and ignore them. Probe it afterwards.

# <inputs>

set -Eeuo pipefail

purpose="Restricts the network of pods in $NAMESPACE with the policy $NAME."
way_back='To take it back: ./rollback.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("networkpolicies.networking.k8s.io/$NAME")
paths=("/apis/networking.k8s.io/v1/namespaces/$NAMESPACE/networkpolicies/$NAME")
manifests=(manifest.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_unowned
  prove_right create networkpolicies.networking.k8s.io
  prove_right patch "${objects[0]}"
  prove_namespace_labels
  show_pods
}

# By hand: kubectl get namespaces --show-labels
# A rule finds a namespace by the label kubernetes.io/metadata.name. Servers before 1.22 do not set it, and then the rule matches nothing.
prove_namespace_labels() {
  local other found
  for other in "${ALLOW_FROM_NAMESPACE[@]}" "${ALLOW_TO_NAMESPACE[@]}"; do
    [[ -n $other ]] || continue
    found=$(ask "${kube[@]}" get namespace "$other" --output=jsonpath='{.metadata.labels.kubernetes\.io/metadata\.name}') ||
      fail "The namespace $other of a rule cannot be read."
    [[ $found == "$other" ]] ||
      fail "The namespace $other has no label kubernetes.io/metadata.name=$other, so the rule would match nothing." "Servers from 1.22 on set it. Here: kubectl label namespace $other kubernetes.io/metadata.name=$other"
  done
}

# By hand: kubectl get pods --selector=KEY=VALUE
# Who is protected: a selector that matches nothing protects nothing, and looks as if it did.
show_pods() {
  local index selector='' names
  for index in "${!PODS_KEY[@]}"; do
    selector+="${selector:+,}${PODS_KEY[index]}=${PODS_VALUE[index]}"
  done
  names=$(ask "${kube[@]}" get pods --selector="$selector" --output=jsonpath='{range .items[*]}{.metadata.name}{" "}{end}')
  say "pods       ${names:-none that match now; check the labels}"
  names=$(ask "${kube[@]}" get networkpolicies.networking.k8s.io --output=jsonpath='{range .items[*]}{.metadata.name}{" "}{end}')
  say "policies   ${names:-none in this namespace yet}"
}

# A reader should not have to know the rules of NetworkPolicy to see what gets cut.
explain() {
  local index
  if [[ $DIRECTIONS != 'egress' ]]; then
    say 'ingress    denied, but for what other policies open and for:'
    for index in "${!ALLOW_FROM_PORT[@]}"; do
      say_peer 'from' "${ALLOW_FROM_CIDR[index]}" "${ALLOW_FROM_NAMESPACE[index]}" "${ALLOW_FROM_KEY[index]}=${ALLOW_FROM_VALUE[index]}" "${ALLOW_FROM_PROTOCOL[index]} ${ALLOW_FROM_PORT[index]}"
    done
  fi
  if [[ $DIRECTIONS != 'ingress' ]]; then
    say 'egress     denied, but for what other policies open and for:'
    if [[ $DNS == 'true' ]]; then
      say '           DNS, port 53'
    else
      say '           note: not even DNS, so no name is found unless another policy opens it'
    fi
    for index in "${!ALLOW_TO_PORT[@]}"; do
      say_peer 'to' "${ALLOW_TO_CIDR[index]}" "${ALLOW_TO_NAMESPACE[index]}" "${ALLOW_TO_KEY[index]}=${ALLOW_TO_VALUE[index]}" "${ALLOW_TO_PROTOCOL[index]} ${ALLOW_TO_PORT[index]}"
    done
  fi
  say 'note       probes by the kubelet of the node are not stopped by a policy; connections that are open may live on'
}

# One rule in words. What the rule leaves out is not narrowed: all pods, every port.
say_peer() {
  local peer="pods with $4"
  [[ $4 != '=' ]] || peer='all pods'
  peer+=" of the namespace ${3:-$NAMESPACE}"
  [[ -z $2 ]] || peer="the network $2"
  if [[ $5 == *' ' ]]; then
    say "           $1 $peer, every port"
  else
    say "           $1 $peer, $5"
  fi
}

# The server has stored it; the plugin on each node follows within seconds and does not report back.
settle() {
  say 'Stored. The network plugin follows within seconds, and Kubernetes does not say when: probe a connection that must work.'
}

# The policy is on the server as the file says.
verify() {
  verify_manifests
  conclude
}

# <shared: manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
