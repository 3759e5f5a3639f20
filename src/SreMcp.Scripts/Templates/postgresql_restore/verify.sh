#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the new database holds every row of the backup

# <inputs>

set -Eeuo pipefail

purpose="Checks that $NEW_DATABASE holds what $FOLDER/$BACKUP holds."

# The server, the files and the backup are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
  prove_folder
  prove_archive "$archive"
}

# Finished, and every table has its rows and its checksum.
verify() {
  [[ $(made_state) == 'finished' ]] || fail "$made is not a finished restore of this bundle."
  compare_made "$archive"
}

# <shared: files>

# <shared: postgresql>

# <shared: postgresql-archive>

# <shared: postgresql-made>

# <shared: postgresql-restore>

# <shared: contract>

contract_check "$@"
