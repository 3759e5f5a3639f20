# Each block says: this thing, which is there already, is that resource of the code. The plan shows it, and apply does it.
# After the apply they do nothing more; keep them for the next environment, or take them out.

import {
  to = azurerm_resource_group.logs
  id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/logs"
}

import {
  to = azurerm_storage_account.logs
  id = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/logs/providers/Microsoft.Storage/storageAccounts/shoplogs"
}
