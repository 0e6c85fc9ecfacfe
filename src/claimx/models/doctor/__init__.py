"""What can this server do? Probes of a server and a model, and what claimx will use of it."""

from claimx.models.doctor.diagnosis import Diagnosis, Uses
from claimx.models.doctor.examining import diagnose
from claimx.models.doctor.load import Burst
from claimx.models.doctor.probing import Outcome, Probe

__all__ = ["Burst", "Diagnosis", "Outcome", "Probe", "Uses", "diagnose"]
