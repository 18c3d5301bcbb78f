-- The digest of every batch as it was received: what has no successor in the chain is proven by it too. Batches of before
-- have none; the chain alone vouches for them.
alter table batch drop constraint batch_evidence;
alter table batch add constraint batch_evidence check (payload is not null or digest is not null);

-- An entry that was made while the clock was not known finds its place in time when the boot's clock does. Entries of before
-- do not say of which boot they are, and stay without.
alter table log_entry add column boot bigint;
alter table log_entry add column monotonic_ms bigint;
create index log_entry_unplaced on log_entry (site_id, boot) where at is null;

-- What an overflow took beside readings.
alter table overflow add column log_entries bigint not null default 0;
