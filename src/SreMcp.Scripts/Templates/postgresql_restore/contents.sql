# <shared: postgresql-contents>
