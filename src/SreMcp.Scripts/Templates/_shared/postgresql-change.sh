# --- PostgreSQL: one change in one transaction -------------------------------------

# By hand: begin; \i apply.sql; rollback;
# The rehearsal holds its locks no longer than the change itself would, and lock_timeout ends a wait.
rehearse() {
  rehearse_file "$change"
  say "$change went through, and was rolled back"
}

# By hand: psql --single-transaction --file=apply.sql
apply() {
  apply_file "$change"
}

# A transaction that is committed has arrived.
settle() {
  say 'Nothing to wait for: the transaction is committed.'
}
