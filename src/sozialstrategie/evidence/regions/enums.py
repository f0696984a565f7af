"""Fixed words of the room: levels and kinds of regions, kinds of territorial events."""

from __future__ import annotations

from django.db import models


class Level(models.TextChoices):
    BUND = "bund", "Deutschland"
    LAND = "land", "Land"
    REGIERUNGSBEZIRK = "regierungsbezirk", "Regierungsbezirk"
    KREIS = "kreis", "Kreis"
    GEMEINDE = "gemeinde", "Gemeinde"
    # An 8-digit area of another Land that tables print beside its Kreis, e.g. 03241001 Hannover.
    KREISTEIL = "kreisteil", "Teil eines Kreises"


class Kind(models.TextChoices):
    BUND = "bund", "Bund"
    LAND = "land", "Land"
    REGIERUNGSBEZIRK = "regierungsbezirk", "Regierungsbezirk"
    STATISTISCHE_REGION = "statistische_region", "Statistische Region"
    KREISFREIE_STADT = "kreisfreie_stadt", "kreisfreie Stadt"
    LANDKREIS = "landkreis", "Landkreis"
    KOMMUNALVERBAND = "kommunalverband", "Kommunalverband besonderer Art"
    STADT = "stadt", "Stadt"
    GEMEINDE = "gemeinde", "Gemeinde"
    KREISTEIL = "kreisteil", "Teil eines Kreises"


class EventKind(models.TextChoices):
    MERGE = "merge", "geht ganz in einem anderen Gebiet auf"
    SPLIT = "split", "geht in mehreren Gebieten auf oder wird geteilt"
    BOUNDARY_SHIFT = "boundary_shift", "gibt einen Teil ab"
    RENAME = "rename", "bekommt einen neuen Namen"
    KEY_CHANGE = "key_change", "bekommt einen neuen Schlüssel"


class Precision(models.TextChoices):
    DAY = "day", "auf den Tag genau"
    YEAR = "year", "auf das Jahr genau"
    UNKNOWN = "", "nicht erhoben"
