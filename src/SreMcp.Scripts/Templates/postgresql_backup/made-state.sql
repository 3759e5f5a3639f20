# <shared: postgresql-made-state>
