# Each block says: this thing, which is there already, is that resource of the code. The plan shows it, and apply does it.
# After the apply they do nothing more; keep them for the next environment, or take them out.
{{#each resources}}

import {
  to = {{resources.address}}
  id = {{resources.id}}
}
{{/}}
