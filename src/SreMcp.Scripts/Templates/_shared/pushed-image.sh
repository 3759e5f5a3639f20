# --- What was built and pushed ------------------------------------------------------

# The name with its digest, once the registry has it. The tag stays in front of it, for people.
pushed_image=''

# What an earlier run pushed; its record lies beside this script.
read_pushed() {
  local line=''
  [[ ! -s $here/backups/pushed ]] || line=$(<"$here/backups/pushed")
  if [[ $line =~ @sha256:[0-9a-f]{64}$ && ${line%@*} == "$IMAGE" ]]; then
    pushed_image=$line
  fi
}
