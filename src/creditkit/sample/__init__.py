"""x"""

from creditkit.sample._ledger import sample_facts, sample_records
from creditkit.sample._rates import sample_rates

__all__ = ["sample_facts", "sample_rates", "sample_records"]
