# --- Objects whose status a controller keeps writing --------------------------------

# What people decide of every object. Its resource version moves with each status, so that says nothing here.
contents=()

# The content of every object, or that there is none: two equal answers mean that nobody changed it in between.
read_contents() {
  local index
  read_versions
  for index in "${!objects[@]}"; do
    contents[index]='none'
    [[ ${versions[index]} == 'none' ]] || contents[index]=$(ask "${kube[@]}" get "${objects[index]}" --output=jsonpath="$content")
  done
}
