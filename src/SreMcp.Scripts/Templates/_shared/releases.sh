# --- Helm releases, one after the other ---------------------------------------------

# Context and namespace are named in every call, so the current context of your kubeconfig never matters.
kube=(kubectl --context="$CONTEXT" --request-timeout=30s)
patient=("${kube[@]}")
helm=(helm --kube-context="$CONTEXT")
releases=()
release='' first=0 values_file=''
release_number=0 release_status='' release_chart='' release_says=''

# The order of the rows is the order of the work. A release with several rows is upgraded once, where it is named first.
list_releases() {
  local index named
  for index in "${!LIMITS_RELEASE[@]}"; do
    named="${LIMITS_NAMESPACE[index]}/${LIMITS_RELEASE[index]}"
    [[ " ${releases[*]} " == *" $named "* ]] || releases+=("$named")
  done
}

# From here on, every call is about this one.
open_release() {
  local index namespace=${1%%/*} name=${1#*/}
  release=$1
  first=-1
  for index in "${!LIMITS_RELEASE[@]}"; do
    if ((first < 0)) && [[ ${LIMITS_NAMESPACE[index]}/${LIMITS_RELEASE[index]} == "$1" ]]; then
      first=$index
    fi
  done
  values_file="$REPOSITORY/${LIMITS_VALUES_FILE[first]}"
  kube=(kubectl --context="$CONTEXT" --namespace="$namespace" --request-timeout=30s)
  patient=(kubectl --context="$CONTEXT" --namespace="$namespace" --request-timeout="$((TIMEOUT + 30))s")
  helm=(helm --kube-context="$CONTEXT" --namespace="$namespace")
  release_name=$name
}
release_name=''

# The rows of the open release.
rows_of_release() {
  local index
  for index in "${!LIMITS_RELEASE[@]}"; do
    if [[ ${LIMITS_NAMESPACE[index]}/${LIMITS_RELEASE[index]} == "$release" ]]; then
      printf '%s\n' "$index"
    fi
  done
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE history RELEASE --max=1
# Its last line is the newest revision: number, time, status, chart, version, description.
read_release() {
  local line columns
  line=$(ask "${helm[@]}" history "$release_name" --max=1 --output=table | tail -n 1) ||
    fail "Helm does not know a release $release." 'Argo CD renders charts without making releases: then the change belongs into its repository only.'
  IFS=$'\t' read -r -a columns <<<"$line"
  release_number=${columns[0]//[[:space:]]/}
  release_status=${columns[2]:-}
  release_status=${release_status//[[:space:]]/}
  release_chart=${columns[3]:-}
  release_chart=${release_chart//[[:space:]]/}
  release_says=${columns[5]:-}
  [[ $release_number =~ ^[0-9]+$ && -n $release_says ]] || fail "The answer of helm history is not understood: $line"
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE get manifest RELEASE | kubectl get -f -
# Every object of the open release that runs pods: kind, name, and who else marked it as his.
workloads_of_release() {
  ask "${helm[@]}" get manifest "$release_name" |
    ask "${kube[@]}" get --filename=- --no-headers --output=custom-columns='KIND:.kind,NAME:.metadata.name,A:.metadata.labels.argocd\.argoproj\.io/instance,B:.metadata.labels.kustomize\.toolkit\.fluxcd\.io/name,C:.metadata.labels.helm\.toolkit\.fluxcd\.io/name' |
    grep -E '^(Deployment|StatefulSet|DaemonSet) ' || true
}

# True when every replica of every workload of the open release is of the newest template and available.
is_healthy() {
  local kind name rest list
  list=$(workloads_of_release)
  while read -r kind name rest; do
    [[ -z $kind ]] || ask "${patient[@]}" rollout status "${kind,,}.apps/$name" --timeout="$1" >/dev/null 2>&1 || return 1
  done <<<"$list"
}

# One value of a values file; an error when the key is not there exactly once.
value_in() {
  python3 "$here/edit-values.py" "$1" "$2"
}

# True when the file has all values that the open release shall have.
file_has_limits() {
  local index
  for index in $(rows_of_release); do
    [[ $(value_in "$1" "${LIMITS_KEY[index]}" 2>/dev/null) == "${LIMITS_VALUE[index]}" ]] || return 1
  done
}

# By hand: helm --kube-context=$CONTEXT --namespace=NAMESPACE get values RELEASE
# True when the release was made from all values that it shall have.
release_has_limits() {
  ask "${helm[@]}" get values "$release_name" --output=yaml >"$here/backups/live-values.yaml"
  file_has_limits "$here/backups/live-values.yaml"
}

# What only this script makes lies here; nobody else can read it, and .gitignore names it.
prove_folder() {
  (umask 077 && mkdir -p -- "$here/backups") || fail "The folder $here/backups cannot be written, and rollback.sh needs what is in it."
  [[ $REPOSITORY == /* && -d $REPOSITORY ]] || fail "There is no folder $REPOSITORY." 'Generate the bundle with the whole path of your checkout.'
  command -v helm >/dev/null || fail 'helm is not installed. See https://helm.sh/docs/intro/install/'
  command -v python3 >/dev/null || fail 'python3 is not installed; edit-values.py needs it.'
}

# Where something about the open release is kept.
kept_as() {
  printf '%s' "$here/backups/$1-${release//\//-}"
}
