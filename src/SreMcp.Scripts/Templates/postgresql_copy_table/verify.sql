-- Raises an error when the rows of the target are not those of the source.
# <shared: postgresql-copy-check>
