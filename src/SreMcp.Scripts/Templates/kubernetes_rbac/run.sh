#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#
# The API server refuses to let you give rights that you do not have yourself. That is a protection, not an error.

# <inputs>

set -Eeuo pipefail

purpose="Gives the service account $NAME the listed rights in $NAMESPACE."
way_back='To take them back: ./rollback.sh'

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --namespace="$NAMESPACE" --request-timeout=30s)
objects=("serviceaccounts/$NAME" "roles.rbac.authorization.k8s.io/$NAME" "rolebindings.rbac.authorization.k8s.io/$NAME")
paths=(
  "/api/v1/namespaces/$NAMESPACE/serviceaccounts/$NAME"
  "/apis/rbac.authorization.k8s.io/v1/namespaces/$NAMESPACE/roles/$NAME"
  "/apis/rbac.authorization.k8s.io/v1/namespaces/$NAMESPACE/rolebindings/$NAME"
)
manifests=(service-account.yaml role.yaml role-binding.yaml)

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_files
  prove_narrow
  prove_unowned
  prove_right create serviceaccounts
  prove_right create roles.rbac.authorization.k8s.io
  prove_right create rolebindings.rbac.authorization.k8s.io
}

# A star allows what nobody thought of, also resources that are installed next year.
prove_narrow() {
  local index
  for index in "${!RULES_RESOURCE[@]}"; do
    if [[ ${RULES_RESOURCE[index]} == *'*'* || ${RULES_API_GROUP[index]} == *'*'* || ${RULES_VERBS[index]} == 'all' ]]; then
      [[ $WILDCARDS == 'true' ]] || fail "Rule $((index + 1)) has a wildcard: ${RULES_API_GROUP[index]}/${RULES_RESOURCE[index]} ${RULES_VERBS[index]}." 'Name what is needed, or generate the bundle with wildcards: true.'
      say "note       rule $((index + 1)) has a wildcard, as asked for"
    fi
    if [[ -n ${RULES_OBJECT[index]} && ${RULES_VERBS[index]} =~ ^(create|list|watch|deletecollection|read|change)$ ]]; then
      say "note       rule $((index + 1)) names one object: creating is not possible that way, and listing works only with a field selector on that name"
    fi
  done
}

# Says of each rule what it allows, and what follows from it that the words do not say.
explain() {
  local index
  for index in "${!RULES_RESOURCE[@]}"; do
    say "rule $((index + 1))     ${RULES_VERBS[index]} ${RULES_RESOURCE[index]} of ${RULES_API_GROUP[index]}${RULES_OBJECT[index]:+, only ${RULES_OBJECT[index]}}"
    warn_of "${RULES_RESOURCE[index]}" "${RULES_VERBS[index]}"
  done
}

# Rights that are worth more than they look.
warn_of() {
  case "$1 $2" in
    'secrets '*) say '           reads or writes every secret of the namespace that the rule does not exclude, tokens of other service accounts included' ;;
    'pods/exec '* | 'pods/attach '* | 'pods/portforward '*) say '           whoever gets into a pod has its secrets, its volumes and its service account' ;;
    'serviceaccounts/token '* | *' impersonate') say '           it can act as somebody else, with their rights' ;;
    *' escalate' | *' bind' | 'roles '* | 'rolebindings '*) say '           it can give itself more rights' ;;
    'pods create' | 'pods change' | 'deployments '[cup]* | 'statefulsets '[cup]* | 'daemonsets '[cup]* | 'jobs '[cup]* | 'cronjobs '[cup]*) say '           whoever makes pods can run them as any service account of the namespace, and mount any of its secrets' ;;
    *' deletecollection') say '           one call deletes all of them' ;;
  esac
}

# The authorizer reads its rules from a cache that follows within a second or two.
settle() {
  sleep 2
  say 'Stored, and known to the authorizer.'
}

# The objects are as the files say, and the authorizer itself answers for the service account.
verify() {
  verify_manifests
  verify_rights
  conclude
}

# By hand: kubectl auth can-i --list --namespace=$NAMESPACE --as=system:serviceaccount:$NAMESPACE:$NAME
# Asking as somebody needs the right to impersonate; without it, the objects above have to do.
verify_rights() {
  local index verb what answer as="system:serviceaccount:$NAMESPACE:$NAME"
  if ! ask "${kube[@]}" auth can-i impersonate "serviceaccounts/$NAME" >/dev/null 2>&1; then
    say "note       you may not ask in the name of $NAME, so its rights were not tried"
    return 0
  fi
  for index in "${!RULES_RESOURCE[@]}"; do
    [[ ${RULES_RESOURCE[index]}${RULES_API_GROUP[index]} != *'*'* ]] || continue
    what=${RULES_RESOURCE[index]%%/*}
    [[ ${RULES_API_GROUP[index]} == 'core' ]] || what+=".${RULES_API_GROUP[index]}"
    what+=${RULES_OBJECT[index]:+/${RULES_OBJECT[index]}}
    case ${RULES_VERBS[index]} in
      read) verb='get' ;;
      change) verb='patch' ;;
      all) verb='*' ;;
      *) verb=${RULES_VERBS[index]} ;;
    esac
    answer=$(ask "${kube[@]}" auth can-i "$verb" "$what" --subresource="$(subresource_of "${RULES_RESOURCE[index]}")" --as="$as" 2>/dev/null) || answer=${answer:-no}
    compare "may $verb $what" 'yes' "$answer"
  done
}

# The part after the slash of pods/log.
subresource_of() {
  [[ $1 != */* ]] || printf '%s' "${1#*/}"
}

# <shared: manifests>

# <shared: cluster>

# <shared: files>

# <shared: contract>

contract_main "$@"
