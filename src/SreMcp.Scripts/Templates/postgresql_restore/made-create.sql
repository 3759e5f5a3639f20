# <shared: postgresql-made-create>
