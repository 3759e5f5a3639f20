# --- Opening the node again --------------------------------------------------------

# Only a node that this bundle closed is opened: somebody else may have closed it for a reason.
prove_our_cordon() {
  local saved
  [[ -e $here/backups/node-was-open ]] || fail "Nothing to go back to: run.sh did not close $NODE from this folder." 'Use the folder in which run.sh ran. If somebody else closed the node, ask them.'
  saved=$(<"$here/backups/node-was-open")
  [[ $(uid_of_node) == "$saved" ]] || fail "The node $NODE was made anew since: it is another machine."
}

# Open is how run.sh found it.
read_state() {
  read_node
  state='before'
  [[ $is_closed_node == 'true' ]] || state='after'
}

# It changes where new pods go, nothing else.
describe() {
  say "uncordon   $NODE: the scheduler may use it again. Pods do not come back by themselves; new ones may."
}

# By hand: kubectl uncordon $NODE --dry-run=server
# The server judges the change and stores nothing.
rehearse() {
  ask "${kube[@]}" uncordon "$NODE" --dry-run=server
}

# What run.sh saved stays.
backup() {
  say "kept       $here/backups/node-before.yaml of run.sh"
}

# By hand: kubectl uncordon $NODE
# The opposite of cordon.
apply() {
  run "${kube[@]}" uncordon "$NODE"
}

# Stored is done: the scheduler sees it at once.
settle() {
  say 'Nothing to wait for.'
}

# The scheduler may use it.
verify() {
  read_node
  compare 'closed to new pods' 'no' "$([[ $is_closed_node == 'true' ]] && printf 'yes' || printf 'no')"
  conclude
}
