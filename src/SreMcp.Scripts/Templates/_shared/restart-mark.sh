# --- The mark of this restart ------------------------------------------------------

# A restart leaves no trace of who asked for it. This mark does, so that a second run knows it is done.
read_mark() {
  mark=$(ask "${kube[@]}" get "$resource" --output=jsonpath='{.spec.template.metadata.annotations.sre-mcp/restart}')
}
mark=''
our_mark=${DIGEST:0:12}
