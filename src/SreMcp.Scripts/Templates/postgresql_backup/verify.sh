#!/usr/bin/env bash
# <header>
#
# Run:       ./verify.sh   only reads; ends with 0 when the backup is whole: every file has its checksum, every dump its list

# <inputs>

set -Eeuo pipefail

archive="$FOLDER/$BACKUP"
purpose="Checks the backup $archive of $DATABASE."

# The server and the files are the ones that were reviewed.
preflight() {
  prove_files
  prove_database
  prove_folder
}

# It is of this bundle, so it was restored and compared once, and no byte of it has changed since.
verify() {
  is_of_this_bundle "$archive" || fail "There is no backup of this bundle in $archive."
  prove_archive "$archive"
}

# <shared: files>

# <shared: postgresql>

# <shared: postgresql-archive>

# <shared: contract>

contract_check "$@"
