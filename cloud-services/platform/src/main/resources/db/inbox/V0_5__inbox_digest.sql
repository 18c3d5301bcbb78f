-- What an event said when it came: another one under its id is none that was delivered twice. Null: it came to an earlier version.
alter table inbox add column digest bytea;
