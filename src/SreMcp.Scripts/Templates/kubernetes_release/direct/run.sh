#!/usr/bin/env bash
# <header>
#
# Run:       ./run.sh --dry-run   shows what would change and changes nothing
#            ./run.sh             does it, after asking
#            ./rollback.sh        sets the former image again
#
# By hand it is four commands, and a fifth one when it goes wrong:
#   docker build --pull --tag IMAGE FOLDER
#   docker push IMAGE
#   kubectl set image deployment/NAME CONTAINER=IMAGE@DIGEST
#   kubectl rollout status deployment/NAME
#   kubectl rollout undo deployment/NAME
# This script adds: a tag is written once, the pods get exactly the bytes that were pushed, and the
# fifth command at the moment when they do not get healthy.

# <inputs>

set -Eeuo pipefail

purpose="Builds and pushes $IMAGE, and deploys it to the container $CONTAINER of $KIND $NAME."
way_back='To set the former image again: ./rollback.sh'
goal_image=$IMAGE
former_image=''
folder=$FOLDER

# Everything that must be true before anything is touched.
preflight() {
  prove_cluster
  prove_workload
  prove_owner
  prove_rollable
  prove_right patch "$resource"
  find_former_image
  show_neighbours
  prove_builder
  prove_tag
}

# By hand: docker version
# The tool answers, and what it shall build is there.
prove_builder() {
  command -v "$TOOL" >/dev/null || fail "$TOOL is not installed."
  if [[ $TOOL != 'docker' ]]; then
    command -v skopeo >/dev/null || fail "skopeo is not installed; with $TOOL it looks into the registry."
  fi
  ask "$TOOL" version >/dev/null || fail "$TOOL does not answer; is its daemon running, and may you use it?"
  [[ $folder == /* ]] || folder="./$folder"
  [[ -d $folder && -f $folder/$FILE ]] || fail "There is no file $folder/$FILE." 'Run this from the folder that the path begins in.'
  say "builds     $folder with $TOOL"
}

# What the registry has under a name, or an error when it has nothing.
registry_has() {
  local -a look=(skopeo inspect --raw "docker://$1")
  [[ $TOOL != 'docker' ]] || look=(docker manifest inspect "$1")
  { ask "${look[@]}"; } >/dev/null 2>&1
}

# By hand: docker manifest inspect $IMAGE
# A tag that means one thing today and another tomorrow cannot be rolled back to.
prove_tag() {
  [[ $IMAGE =~ ^[^@]+:[^/@:]+$ && $IMAGE != *:latest ]] ||
    fail "$IMAGE has no tag of its own." 'Name a version, such as registry.example/api:2.5.0.'
  read_pushed
  if [[ -n $pushed_image ]]; then
    registry_has "${IMAGE%:*}@${pushed_image#*@}" || fail "The registry no longer has $pushed_image." "Remove $here/backups/pushed to build it again."
    goal_image=$pushed_image
    say "pushed     $pushed_image, by an earlier run"
  elif [[ ! -e $here/backups/pushing ]] && registry_has "$IMAGE"; then
    fail "The registry has $IMAGE already, and it is not from this bundle." 'Choose the next version, or deploy the one that is there (template kubernetes_deploy).'
  else
    say "tag        $IMAGE is not in the registry, or the registry does not answer before the push"
  fi
}

# The image that was reviewed, in the template that was reviewed.
read_state() {
  read_image
  if [[ -n $pushed_image && $live_image == "$pushed_image" ]]; then
    state='after'
  elif [[ $live_image == "$former_image" ]] && is_reviewed_revision; then
    state='before'
  else
    read_revisions
    state="revision $live_number ($live_name) is live with $live_image, or its template was edited"
  fi
}

# The reader should see what is built, both images, and how many pods are replaced.
describe() {
  if [[ -n $pushed_image ]]; then
    say "built      by an earlier run; remove $here/backups/pushed to build it again"
  else
    say "build      $folder/$FILE as $IMAGE, then push it"
  fi
  say "image      $live_image"
  say "        -> $goal_image, with the digest that the registry has"
  say "pods       $wanted, replaced in the way the update strategy says; $available available now"
  note_owner
}

# By hand: docker build --pull --tag $IMAGE --file $FOLDER/$FILE $FOLDER
# By hand: docker push $IMAGE
# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE set image $KIND/$NAME $CONTAINER=$IMAGE@DIGEST
# Pods that start tomorrow get the very same bytes, whatever becomes of the tag.
apply() {
  if [[ -z $pushed_image ]]; then
    run "$TOOL" build --pull --tag "$IMAGE" --file "$folder/$FILE" "$folder" || fail "$IMAGE could not be built; see the messages above."
    push_image
  fi
  run "${kube[@]}" patch "$resource" --patch="$(image_patch "$goal_image")"
}

# The digest is what the push reports, and the registry must answer to it, or nothing is deployed.
push_image() {
  local digest='' report="$here/backups/push"
  local -a push=("$TOOL" push "$IMAGE")
  [[ $TOOL == 'docker' ]] || push=("$TOOL" push --digestfile "$report" "$IMAGE")
  if [[ $mode == 'dry-run' ]]; then
    run "${push[@]}"
    goal_image="$IMAGE@DIGEST"
    return 0
  fi
  (umask 077 && mkdir -p -- "$here/backups" && : >"$here/backups/pushing") || fail "The folder $here/backups cannot be written, and rollback.sh needs what is in it."
  if [[ $TOOL == 'docker' ]]; then
    run "${push[@]}" >"$report" || fail "$IMAGE could not be pushed." "$(<"$report")"
    cat -- "$report"
  else
    run "${push[@]}" || fail "$IMAGE could not be pushed; see the messages above."
  fi
  if [[ $(<"$report") =~ sha256:[0-9a-f]{64} ]]; then
    digest=${BASH_REMATCH[0]}
  fi
  [[ -n $digest ]] || fail 'The push reported no digest, so nobody knows what was pushed.' "$(<"$report")"
  registry_has "${IMAGE%:*}@$digest" || fail "The registry does not answer to the digest of the push ($digest)."
  pushed_image="$IMAGE@$digest"
  goal_image=$pushed_image
  printf '%s\n' "$pushed_image" >"$here/backups/pushed"
  say "pushed     $pushed_image"
}

# <shared: stop-rollout>

# <shared: pushed-image>

# <shared: new-pods>

# <shared: image>

# <shared: workload-change>

# <shared: revisions>

# <shared: kubernetes-change>

# <shared: kubernetes>

# <shared: contract>

contract_main "$@"
