"""A synthetic trade ledger of a mid-sized manufacturer, made from a seed.

Nothing in it is real: names, registration numbers, amounts and rates are invented, and a
likeness to a company is chance. It is there for demonstrations, tests and benchmarks, and for
trying a policy before one's own data is at hand. The same seed gives equal records, on any
machine and any Python from 3.11.

With 200 accounts and 24 months there are about 6,500 invoices, 5,000 receipts, 250 credit notes
and 8,000 allocations; with orders, deliveries, observations and corrections some 45,000 records.

=====================  ==========================================================================
accounts               96 % customers, 4 % suppliers (without documents); 75 % at home (CNY, 13 %
                       tax, Chinese names), 25 % export (EUR, no tax)
groups                 14 % have a parent account; one account in 40 is the legal entity of the one
                       before it; one supplier in two is also a customer
limits of customers    65 % an amount, 20 % unset, 10 % zero, 5 % unlimited; a sixth changed since
terms                  30 days 30 %, 60 days 20 %, 90 days 5 %, end of month and 30 days 10 %,
                       monthly statement (月结) 15 %, discount 2/10 5 %, instalments 5 %, 30 % in
                       advance 5 %, none agreed (no due dates) 5 %
temperaments           prompt 30 %, slow 20 %, slipping 10 %, erratic 10 %, and 5 % each: partial,
                       discount, stops, improving, disputing, seasonal
orders                 1.2 a month, by season and growth; 12 % in two deliveries; 3 % cancelled;
                       what is not shipped yet is open
posting                half on the day, the rest up to 5 days later; 20 % with the day only; 5 % of
                       accounts without recording times, with closing days in place of receipts
receipts               one for all invoices paid in a pay run; 6 % matched late; 1.5 % too high, some
                       refunded; 20 % of home accounts also pay by bill
per 1,000 invoices     26 returns (credit note: used at once 60 %, later 20 %, unused 20 %), 12 red-
                       letter and reissue, 6 deferred, 12 due date and 6 amount corrected, 6 payments
                       bounced, 5 matched wrongly, 6 overpaid; 20 bills dishonoured where bills are
                       taken; 2 % in dispute (25 % for one temperament), 70 % of which end
other settlement       discount, deduction (3 %), withholding tax, set-off, exchange difference,
                       small and large write-offs, factoring (one account in 40)
observations           sixteen facts of the catalogue from eight sources, each at some accounts only;
                       some stale, some in conflict, some searched without result
reviews                standings each half-year; holds, adjustments and events for a few
=====================  ==========================================================================

Shares of invoices are of those that can have the story; accounts that stopped paying, sold their
invoices or pay in instalments have none. Amounts tie out to the minor unit: an allocation never
exceeds what is open of either document, at any day and as known at any moment.
"""

from creditkit.sample._ledger import sample_facts, sample_records
from creditkit.sample._rates import sample_rates

__all__ = ["sample_facts", "sample_rates", "sample_records"]
