# --- The autoscaler and what it recommends ------------------------------------------

# The autoscaler is as the file says. What it recommends comes later, and is not for a script to judge.
verify() {
  verify_manifests
  show_recommendation
  conclude
}

# By hand: kubectl --context=$CONTEXT --namespace=$NAMESPACE describe vpa $NAME
# The recommender needs a minute for its first answer, and a day or more of use until it is worth something.
show_recommendation() {
  local text container cpu memory
  text=$(ask "${kube[@]}" get "${objects[0]}" --ignore-not-found --output=jsonpath='{range .status.recommendation.containerRecommendations[*]}{.containerName}|{.lowerBound.cpu} to {.upperBound.cpu}, best {.target.cpu}|{.lowerBound.memory} to {.upperBound.memory}, best {.target.memory}{"\n"}{end}')
  [[ -n $text ]] || say 'recommends nothing yet: look again tomorrow with ./verify.sh. Nothing at all after an hour: its recommender does not run'
  while IFS='|' read -r container cpu memory; do
    [[ -z $container ]] || say "recommends $container: CPU $cpu; memory $memory (in bytes, when it has no unit)"
  done <<<"$text"
}
