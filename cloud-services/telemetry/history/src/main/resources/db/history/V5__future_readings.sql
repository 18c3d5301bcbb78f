-- When a batch was received, by the clock of the service that did, and how many of its readings lay ahead of that. Batches of
-- before have none; nothing of theirs is flagged.
alter table batch add column received_at timestamptz;
alter table batch add column future int not null default 0;
alter table epoch add column future bigint not null default 0;
alter table sensor add column future bigint not null default 0;
alter table segment add column future int not null default 0;
