-- They are counted at each look at the metrics.
create index saga_failed on saga (started_at) where state = 'failed';
