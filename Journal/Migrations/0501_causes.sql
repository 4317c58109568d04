-- What an event belongs to and what led to it: the trace of the request from outside, and the command or event before it. Both
-- may be missing (events of earlier releases, what nobody asked for), so a large table gets them without being written again.
alter table events add column correlation_id uuid, add column causation_id text collate "C";

-- Operators look a trace up now and then; appends come by the thousand. Trace ids are random, so a B-tree would touch another page
-- for each; a Bloom filter per block range is written once, when the range is full.
create index events_correlation on events using brin (correlation_id uuid_bloom_ops (n_distinct_per_range = 600, false_positive_rate = 0.002))
    with (pages_per_range = 16, autosummarize = on);
