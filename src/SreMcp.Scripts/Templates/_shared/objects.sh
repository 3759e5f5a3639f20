# --- The objects of this bundle: as they are and as they were ---------------------

# Everything of an object that people decide; the rest is what the server keeps about it.
content='{.metadata.labels}{.metadata.annotations}{.type}{.spec}{.data}{.rules}{.subjects}{.roleRef}'
versions=()

# The resource version of every object, or that there is none: two equal answers mean that nobody wrote in between.
read_versions() {
  local index found
  for index in "${!objects[@]}"; do
    found=$(ask "${kube[@]}" get "${objects[index]}" --ignore-not-found --output=jsonpath='{.metadata.resourceVersion}') ||
      fail "${objects[index]} cannot be read; see the message above."
    versions[index]=${found:-none}
  done
}

# Look at the labels app.kubernetes.io/managed-by, argocd.argoproj.io/*, *.toolkit.fluxcd.io/*, and at the annotations.
# What a controller keeps in step with Git or a chart is changed there; a change here would be taken back in minutes.
prove_unowned() {
  local object found argo helm flux
  for object in "${objects[@]}"; do
    found=$(ask "${kube[@]}" get "$object" --ignore-not-found --output=jsonpath='{.metadata.labels.argocd\.argoproj\.io/instance}{.metadata.annotations.argocd\.argoproj\.io/tracking-id}|{.metadata.annotations.meta\.helm\.sh/release-name}|{.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name}{.metadata.labels.helm\.toolkit\.fluxcd\.io/name}') ||
      fail "$object cannot be read; see the message above."
    IFS='|' read -r argo helm flux <<<"$found" || true
    [[ -z $flux ]] || fail "$object is managed by Flux ($flux)." "$git_hint"
    [[ -z $argo ]] || fail "$object is managed by Argo CD ($argo)." "$git_hint"
    [[ -z $helm ]] || fail "$object belongs to the Helm release $helm." "$git_hint"
  done
  say "owner      nobody else keeps ${objects[*]}"
}
git_hint='Make the change in its repository or chart instead (the files beside this script say what), then check it with ./verify.sh'

# Saves the live objects under a name. An object that is not there becomes an empty file: to restore it is to delete it.
save_objects() {
  local index file="$here/backups/$1" text seen
  (umask 077 && mkdir -p -- "$here/backups") || fail "The folder $here/backups cannot be written, and rollback.sh needs what is in it."
  for index in "${!objects[@]}"; do
    if [[ $1 == 'before' && -e $file-$index.json ]] && is_intended "$index"; then
      say "kept       $file-$index.json of the earlier run"
      continue
    fi
    text='' seen=''
    if [[ ${versions[index]} != 'none' ]]; then
      text=$(ask "${kube[@]}" get --raw "${paths[index]}")
      seen=$(ask "${kube[@]}" get "${objects[index]}" --output=jsonpath="$content")
    fi
    (
      umask 077
      printf '%s' "$seen" >"$file-$index.content"
      printf '%s' "$text" >"$file-$index.json"
    )
    say "saved to $file-$index.json"
  done
}
