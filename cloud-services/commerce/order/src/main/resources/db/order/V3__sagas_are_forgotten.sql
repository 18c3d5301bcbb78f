create index saga_ended on saga (ended_at) where state in ('completed', 'compensated');
