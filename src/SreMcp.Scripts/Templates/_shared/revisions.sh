# --- Revisions: numbers move after every undo, names stay ------------------------

# Deployments keep their revisions as ReplicaSets, the other kinds as ControllerRevisions.
revisions=''
live_number=0
live_name=''

# By hand: kubectl rollout history deployment/NAME
# The newest revision that the workload owns is the live one.
read_revisions() {
  local kind='controllerrevisions.apps' number='{.revision}' owner revision name
  if [[ $KIND == 'Deployment' ]]; then
    kind='replicasets.apps' number='{.metadata.annotations.deployment\.kubernetes\.io/revision}'
  fi
  revisions=$(ask "${kube[@]}" get "$kind" --output=jsonpath="{range .items[*]}{.metadata.ownerReferences[?(@.controller==true)].uid}|$number|{.metadata.name}{\"\\n\"}{end}")
  live_number=0
  live_name=''
  while IFS='|' read -r owner revision name; do
    if [[ $owner == "$WORKLOAD_UID" && $revision =~ ^[0-9]+$ ]] && ((revision > live_number)); then
      live_number=$revision live_name=$name
    fi
  done <<<"$revisions"
}

# The number that a revision has right now; nothing when it is no longer kept.
number_of() {
  local owner revision name
  while IFS='|' read -r owner revision name; do
    if [[ $owner == "$WORKLOAD_UID" && $name == "$1" ]]; then
      printf '%s' "$revision"
    fi
  done <<<"$revisions"
}

# The pod template of the workload, as the server writes it.
workload_template() {
  ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.template}'
}

# The pod template of a revision, without the mark that its controller added.
revision_template() {
  if [[ $KIND == 'Deployment' ]]; then
    ask "${kube[@]}" get "replicaset.apps/$1" --output=jsonpath='{.spec.template}' |
      sed -E 's/,"pod-template-hash":"[a-z0-9]+"//; s/"pod-template-hash":"[a-z0-9]+",?//'
  else
    ask "${kube[@]}" get "controllerrevision.apps/$1" --output=jsonpath='{.data.spec.template}' |
      sed -E 's/"[$]patch":"replace",?//'
  fi
}

# The images of a revision, for people.
revision_images() {
  local path='{.data.spec.template.spec.containers[*].image}' kind='controllerrevision.apps'
  if [[ $KIND == 'Deployment' ]]; then
    path='{.spec.template.spec.containers[*].image}' kind='replicaset.apps'
  fi
  ask "${kube[@]}" get "$kind/$1" --output=jsonpath="$path"
}

# True when the workload really carries the template of that revision, and not only its number.
carries() {
  [[ $live_name == "$1" ]] && [[ $(workload_template) == "$(revision_template "$1")" ]]
}

# The template is compared as a whole, not only by its image.
verify_revision() {
  read_revisions
  compare 'live revision' "$1" "$live_name"
  compare 'pod template' "$(revision_template "$1" | cksum)" "$(workload_template | cksum)"
}
