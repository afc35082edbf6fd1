# Debian's Ansible collection for Azure imports a client that Debian's Azure SDK has moved elsewhere. The modules for
# registries never use it, so a stand-in of that name is enough to let the import pass. Python reads this file by
# itself when its folder is on PYTHONPATH.
import sys
import types

try:
    import azure.mgmt.recoveryservicesbackup as backup

    if not hasattr(backup, "RecoveryServicesBackupClient"):
        models = types.ModuleType(f"{backup.__name__}.models")
        backup.RecoveryServicesBackupClient = type("RecoveryServicesBackupClient", (), {})
        backup.models = sys.modules[models.__name__] = models
except ImportError:
    pass
