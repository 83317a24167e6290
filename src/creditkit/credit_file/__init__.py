"""Credit files: what is known about a party, who says it, how old it is, and who says otherwise."""

from creditkit.credit_file._catalogue import CATALOGUE, catalogue_fields, catalogue_rules
from creditkit.credit_file._catalogued import CataloguedFact, Origin
from creditkit.credit_file._file import credit_file
from creditkit.credit_file._files import CreditFiles, credit_files
from creditkit.credit_file._known import CreditFile, Known
from creditkit.credit_file._measures import Measures
from creditkit.credit_file._source_rules import SourceRule

__all__ = [
    "CATALOGUE",
    "CataloguedFact",
    "CreditFile",
    "CreditFiles",
    "Known",
    "Measures",
    "Origin",
    "SourceRule",
    "catalogue_fields",
    "catalogue_rules",
    "credit_file",
    "credit_files",
]
