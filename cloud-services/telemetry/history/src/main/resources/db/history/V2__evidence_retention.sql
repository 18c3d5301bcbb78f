-- A batch whose original bytes were released keeps their digest: it still counts once, and the chain still goes through it.
alter table batch alter column payload drop not null;
alter table batch add column digest bytea;
alter table batch add constraint batch_evidence check ((payload is null) = (digest is not null));
