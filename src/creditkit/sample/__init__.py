"""A synthetic trade ledger of a mid-sized manufacturer, made from a seed.

Nothing in it is real: names, registration numbers, amounts and rates are invented, and a
likeness to a company is chance. It is there for demonstrations, tests and benchmarks, and for
trying a policy before one's own data is at hand. The same seed gives equal records, on any
machine and any Python from 3.11.

With 200 accounts and 24 months there are about 6,500 invoices, 5,000 receipts, 250 credit notes
and 8,000 allocations; with orders, deliveries, observations and corrections some 53,000 records.

=====================  ==========================================================================
accounts               96 % customers, 4 % suppliers (without documents); 75 % at home (CNY, 13 %
                       tax, Chinese names), 25 % export (EUR, no tax)
groups                 one account in 20 is the head of a group, and every other head has a limit that
                       the group shares; 14 % belong to a group; one account in 40 is the legal entity
                       of the one before it; one supplier in two is also a customer
limits of customers    65 % an amount, 20 % unset, 10 % zero, 5 % unlimited; a sixth were changed by a
                       review; one in 12 is raised for a while, now or from a day ahead
terms                  30 days 30 %, 60 days 15 %, 90 days 5 %, end of month and 30 days 10 %,
                       monthly statement (月结) 15 %, discount 2/10 5 %, instalments 5 %, 30 % in
                       advance 10 %, none agreed (no due dates) 5 %; all in advance with a limit of zero
temperaments           prompt 40 %, slow 15 %, slipping 10 %, and 5 % each: erratic, partial, discount,
                       stops, improving, disputing, seasonal; 15 % are new customers
orders                 1.2 a month, by season and growth; 12 % in two deliveries; 2 % cancelled; what is
                       not shipped yet is open; of the open ones 8 % are reserved, 5 % released by hand
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
observations           31 facts of the catalogue from nine sources, each at some accounts only, the
                       newest four looks of each; searches repeated every 80 days, 5 % of them
                       forgotten; some in conflict, some without result
reviews                standings each half-year, with the grade that was computed; for a few holds,
                       adjustments, promises kept and broken; one limit in 100 set in dollars, without a rate
ledger of points       per 100 customers 12 breaches of contract, 10 disputes without ground, 8 deductions and 4 bills
                       dishonoured; two in three were made up for, waived or reversed; and the broken promises
rates                  EUR in CNY on each Friday, each month's end and the last day
=====================  ==========================================================================

Shares of invoices are of those that can have the story; accounts that stopped paying, sold their
invoices or pay in instalments have none. Amounts tie out to the minor unit: an allocation never
exceeds what is open of either document, at any day and as known at any moment.

Under the policy ``manufacturer`` about a tenth of the customers has the grade A, a quarter B, a third C, a
fifth D and a tenth E, and of the orders that wait half are held and a fifth each pass and need a prepayment.
"""

from creditkit.sample._ledger import sample_facts, sample_records
from creditkit.sample._points import sample_ledger, sample_pseudonyms
from creditkit.sample._rates import sample_rates

__all__ = ["sample_facts", "sample_ledger", "sample_pseudonyms", "sample_rates", "sample_records"]
