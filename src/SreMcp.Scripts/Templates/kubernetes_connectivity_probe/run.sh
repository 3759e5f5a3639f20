#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would be started and asked, and starts nothing
#            ./run.sh             does it, after asking; ends with 0 when every target answered as wanted
#            ./rollback.sh        deletes the pod of a run that was killed
#
# By hand it is a pod with a shell, and one command for each target:
#   kubectl run probe --rm -it --restart=Never --image=docker.io/curlimages/curl:8.11.1 -- sh
#   curl --verbose --max-time 10 http://api.payments.svc.cluster.local:8080/healthz
#   curl --verbose --max-time 10 telnet://ledger.payments.svc.cluster.local:5432
# This script adds: is it the right cluster, a pod that may do nothing but connect, a table of name,
# connection and answer, and the pod goes however the script ends.

# <inputs>

set -Eeuo pipefail

purpose="Probes ${#TARGETS_HOST[@]} target(s) from inside the cluster, in the namespace $NAMESPACE."
way_back='Should the pod be left: ./rollback.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
pod='pod/connectivity-probe'
results=()    # by target: exit code of curl|status|address|seconds for the name|until connected|in all
probe_uid=''  # of the pod that this run made

# Everything that must be true before anything is started.
preflight() {
  prove_cluster
  prove_files
  prove_targets
  if [[ $WAY == 'proxy' ]]; then
    prove_services
  else
    prove_image
    prove_labels
    prove_right create pods
    prove_right delete "$pod"
    ask "${kube[@]}" auth can-i get pods --subresource=log >/dev/null || fail "You may not read logs in $NAMESPACE, and the results come as the log of the pod." 'Ask for a role that allows it.'
  fi
}

# A path is sent as it stands. One that climbs upwards would leave the target, through the proxy even to other things of the API server.
prove_targets() {
  local path longest=$((10 * ${#TARGETS_HOST[@]} + 15))
  ((longest <= TIMEOUT)) || fail "${#TARGETS_HOST[@]} targets that do not answer take $longest seconds, more than the $TIMEOUT of the time-out." "Generate the bundle with timeout: ${longest}s, or with fewer targets."
  for path in "${TARGETS_URL_PATH[@]}"; do
    [[ $path == /* && $path =~ ^[A-Za-z0-9._~%\&=:@/?,+-]+$ && ! $path =~ \.\.|%2[eEfF]|// ]] ||
      fail "This is no path that can be probed: $path" 'It starts with /, has no .. and no //, and only letters, digits and ._~%&=:@/?,+-.'
  done
}

# What runs must be known: a moving tag is another program tomorrow.
prove_image() {
  local last=${IMAGE##*/}
  [[ $IMAGE == *@sha256:* || $last == *:* ]] || fail "The image $IMAGE has neither a tag nor a digest." 'Name one, best by digest.'
  [[ $IMAGE == *@sha256:* || $last != *:latest ]] || fail "The image $IMAGE is another one tomorrow." 'Name a version, best by digest.'
  say "image      $IMAGE"
}

# A controller takes over a pod that has all of its labels, and may delete it or another one in its place.
prove_labels() {
  local key
  for key in "${LABELS_KEY[@]}"; do
    case $key in
      pod-template-hash | controller-revision-hash | controller-uid | job-name | batch.kubernetes.io/* | statefulset.kubernetes.io/* | app.kubernetes.io/component)
        fail "The label $key belongs to a controller, which would take the pod for its own, or to the probe itself." 'Leave it out; network policies do not select by it.'
        ;;
    esac
  done
}

# Namespace and Service of a target such as api.payments.svc.cluster.local; without a namespace it is this one.
service_of() {
  local service=${1%%.*} rest=''
  [[ $1 != *.* ]] || rest=${1#*.}
  rest=${rest%.} rest=${rest%.svc.*} rest=${rest%.svc}
  printf '%s %s' "${rest:-$NAMESPACE}" "$service"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get service NAME
# The API server forwards to what is behind a Service, and to nothing else.
prove_services() {
  local index namespace service
  for index in "${!TARGETS_HOST[@]}"; do
    [[ ${TARGETS_SCHEME[index]} != 'tcp' ]] || fail "${TARGETS_HOST[index]}:${TARGETS_PORT[index]} is no HTTP, and the proxy of the API server speaks nothing else." 'Generate the bundle with way: pod.'
    read -r namespace service <<<"$(service_of "${TARGETS_HOST[index]}")"
    [[ $namespace != *.* && -n $(ask "${kube[@]}" --namespace="$namespace" get service "$service" --ignore-not-found --output=name) ]] ||
      fail "There is no Service $service in the namespace $namespace, and through the proxy only Services can be probed." 'Generate the bundle with way: pod.'
    ask "${kube[@]}" --namespace="$namespace" auth can-i get services --subresource=proxy >/dev/null || fail "You may not use the proxy of Services in $namespace." 'Ask for a role that allows it, or generate the bundle with way: pod.'
  done
  say "Services   all ${#TARGETS_HOST[@]} are there"
}

# There is always something to probe, unless somebody else's probe is in the way.
read_state() {
  local found phase ours uid
  state='before'
  [[ $WAY == 'pod' ]] || return 0
  found=$(ask "${kube[@]}" get "$pod" --ignore-not-found --output=jsonpath='{.status.phase}|{.metadata.labels.app\.kubernetes\.io/component}|{.metadata.uid}')
  IFS='|' read -r phase ours uid <<<"$found" || true
  if [[ -z $found ]]; then
    return 0
  elif [[ $ours != 'connectivity-probe' ]]; then
    state="there is a $pod in $NAMESPACE that is none of a probe"
  else
    fail "There is a probe in $NAMESPACE already ($phase, $uid): of somebody else who is at it, or of a run that was killed." 'Wait until it is over, or delete it with ./rollback.sh; then run this again.'
  fi
}

# Each target in words, so that a person knows who will see a connection.
describe() {
  local index
  if [[ $WAY == 'proxy' ]]; then
    say 'from       the API server: no pod is started; DNS and network policies are passed by'
  else
    say "from       $pod in $NAMESPACE: not root, no token, 10m CPU and 32Mi memory, gone after $TIMEOUT seconds at the latest"
  fi
  for index in "${!TARGETS_HOST[@]}"; do
    say "target     $(name_of "$index"), wanted: $(wanted_of "$index")"
  done
}

# A target for people.
name_of() {
  local name="${TARGETS_SCHEME[$1]}://${TARGETS_HOST[$1]}:${TARGETS_PORT[$1]}"
  [[ ${TARGETS_SCHEME[$1]} == 'tcp' ]] || name+=${TARGETS_URL_PATH[$1]}
  printf '%s' "$name"
}

# What has to come from a target.
wanted_of() {
  if [[ ${TARGETS_SCHEME[$1]} == 'tcp' ]]; then
    printf 'open'
  elif [[ -n ${TARGETS_STATUS[$1]} ]]; then
    printf '%s' "${TARGETS_STATUS[$1]}"
  else
    printf 'below 400'
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE create --filename=pod.yaml --dry-run=server
# Admission, pod security and quotas judge the pod for real; only the storing is left out.
rehearse() {
  if [[ $WAY == 'proxy' ]]; then
    say 'Nothing is stored, so there is nothing to rehearse.'
  else
    ask "${kube[@]}" create --filename="$here/pod.yaml" --dry-run=server
  fi
}

# Nothing is overwritten.
backup() {
  say 'nothing that is there is changed, so nothing is saved'
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE create --filename=pod.yaml
# From here on every end of the script deletes the pod first.
apply() {
  if [[ $WAY == 'proxy' ]]; then
    [[ $mode != 'dry-run' ]] || show_requests
    return 0
  fi
  if [[ $mode == 'dry-run' ]]; then
    run "${kube[@]}" create --filename="$here/pod.yaml"
    return 0
  fi
  trap 'remove_pod; finish' EXIT
  if ! run "${kube[@]}" create --filename="$here/pod.yaml"; then
    trap finish EXIT
    fail 'The pod was not created; see the message above.' 'Should it be there all the same, because the answer got lost: ./rollback.sh'
  fi
  probe_uid=$(ask "${kube[@]}" get "$pod" --output=jsonpath='{.metadata.uid}')
}

# What would be asked through the proxy.
show_requests() {
  local index
  say 'would ask:'
  for index in "${!TARGETS_HOST[@]}"; do
    show_command "${kube[@]}" get --raw "$(proxy_path "$index")"
  done
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE delete pod connectivity-probe
# However the script ends, the pod goes first. A second Ctrl-C does not stop that; should it fail, the node stops the pod in time.
# shellcheck disable=SC2317 # reached from the trap
remove_pod() {
  local uid
  trap '' INT TERM HUP
  trap - ERR
  uid=$(ask "${kube[@]}" get pods --field-selector=metadata.name=connectivity-probe --selector=app.kubernetes.io/component=connectivity-probe --output=jsonpath='{.items[*].metadata.uid}' 2>/dev/null) || uid=$probe_uid
  if [[ -n $uid && (-z $probe_uid || $uid == "$probe_uid") ]]; then
    run "${kube[@]}" delete "$pod" --ignore-not-found --timeout=20s ||
      printf 'The pod could not be deleted. Its node stops it after %s seconds; delete it with ./rollback.sh\n' "$TIMEOUT" >&2
  fi
}

# The answers come in, from the log of the pod or through the proxy.
settle() {
  if [[ $WAY == 'proxy' ]]; then
    ask_proxy
  else
    await_pod
    read_results
  fi
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE get pod connectivity-probe --watch
# A pod that cannot start says why; waiting longer would not change it.
await_pod() {
  local end found phase why waiting message
  end=$(($(date +%s) + TIMEOUT))
  while true; do
    found=$(ask "${kube[@]}" get "$pod" --output=jsonpath='{.status.phase}|{.status.reason}|{.status.containerStatuses[0].state.waiting.reason}|{.status.conditions[?(@.reason=="Unschedulable")].message}') ||
      fail 'The pod is gone before it had answered: somebody deleted it, or its node.'
    IFS='|' read -r phase why waiting message <<<"$found" || true
    case $phase:$waiting in
      Succeeded:* | Failed:*) break ;;
      *:ErrImagePull | *:ImagePullBackOff | *:InvalidImageName | *:Create*Error | *:RunContainerError)
        fail "The pod cannot start: $waiting." "Look at it: kubectl describe $pod. The image must be one that the nodes of this cluster can pull: $IMAGE"
        ;;
    esac
    (($(date +%s) < end)) || fail "The pod was not done after $TIMEOUT seconds: ${message:-$phase $waiting}." 'Look at its events the next time: kubectl get events --sort-by=.lastTimestamp'
    sleep 1
  done
  [[ -z $why ]] || say "note       the pod ended with: $why"
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE logs connectivity-probe
# The log is somebody else's text: only lines of the form that was asked for count.
read_results() {
  local line
  while IFS= read -r line; do
    if [[ $line =~ ^probe\|([0-9]{1,3})\|([0-9]{1,3}\|[0-9]{3}\|[0-9a-fA-F.:]*\|[0-9.]+\|[0-9.]+\|[0-9.]+)$ ]]; then
      results[10#${BASH_REMATCH[1]}]=${BASH_REMATCH[2]}
    fi
  done < <(ask "${kube[@]}" logs "$pod" --container=probe)
}

# The path by which the API server forwards a request to a Service.
proxy_path() {
  local namespace service
  read -r namespace service <<<"$(service_of "${TARGETS_HOST[$1]}")"
  printf '/api/v1/namespaces/%s/services/%s:%s:%s/proxy%s' "$namespace" "${TARGETS_SCHEME[$1]}" "$service" "${TARGETS_PORT[$1]}" "${TARGETS_URL_PATH[$1]}"
}

# By hand: kubectl --context=$CONTEXT --v=6 get --raw /api/v1/namespaces/NAMESPACE/services/http:NAME:PORT/proxy/healthz
# The status stands in what kubectl says of its request; the answer itself is not needed.
ask_proxy() {
  local index said status
  for index in "${!TARGETS_HOST[@]}"; do
    status='000'
    said=$(ask "${kube[@]}" --v=6 get --raw "$(proxy_path "$index")" 2>&1 >/dev/null) || true
    if [[ $said =~ /proxy/[^[:space:]]*\ ([0-9]{3})\  || $said =~ /proxy/[^[:space:]]*\ status=\"([0-9]{3}) ]]; then
      status=${BASH_REMATCH[1]}
    fi
    if [[ $said == *'no endpoints available'* || $said == *'error trying to reach service'* || $said =~ services\ [^[:space:]]*\ not\ found ]]; then
      status='000'
      say "note       $(name_of "$index"): the API server itself answered, because it reached nobody behind the Service"
    fi
    results[index]="0|$status||||"
  done
}

# Every target with what it answered, and whether that is what was wanted.
verify() {
  local index ended status address named connected all name connection verdict
  printf '%-60s %-10s %-24s %-10s %-9s %s\n' 'target' 'name' 'connection' 'answer' 'seconds' 'verdict'
  for index in "${!TARGETS_HOST[@]}"; do
    IFS='|' read -r ended status address named connected all <<<"${results[index]:-none|||||}" || true
    name=${named:-'-'} connection=${address:-'-'} verdict='ok'
    if [[ $ended == 6 ]]; then
      name='not found'
    elif [[ $ended == 'none' ]]; then
      connection='no result'
    elif [[ $WAY == 'pod' && ! $connected =~ [1-9] ]]; then
      connection=$(reason_of "$ended")
    elif [[ ${TARGETS_SCHEME[index]} != 'tcp' && $status == '000' ]]; then
      connection+=" $(reason_of "$ended")"
    fi
    is_wanted "$index" "$status" "$connected" || verdict='DIFFERENT'
    [[ $verdict == 'ok' ]] || differences=$((differences + 1))
    printf '%-60s %-10s %-24s %-10s %-9s %s\n' "$(name_of "$index")" "$name" "$connection" "${status:--}" "${all:--}" "$verdict, wanted $(wanted_of "$index")"
  done
  conclude
}

# Whether a target answered as it has to: an open connection, the status that was given, or any below 400.
is_wanted() {
  if [[ ${TARGETS_SCHEME[$1]} == 'tcp' ]]; then
    [[ $3 =~ [1-9] ]]
  elif [[ -n ${TARGETS_STATUS[$1]} ]]; then
    [[ $2 == "${TARGETS_STATUS[$1]}" ]]
  else
    [[ $2 =~ ^[123] ]]
  fi
}

# Why a connection or an answer did not come, from the exit code of curl.
reason_of() {
  case $1 in
    0) printf 'no answer' ;;
    7) printf 'refused' ;;
    28) printf 'no answer in time' ;;
    35) printf 'TLS failed' ;;
    52 | 56) printf 'cut off' ;;
    60) printf 'certificate not trusted' ;;
    *) printf 'curl ended with %s' "$1" ;;
  esac
}

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
