"""People, the tree of units, roles held in a unit, sign-in and its sessions."""
