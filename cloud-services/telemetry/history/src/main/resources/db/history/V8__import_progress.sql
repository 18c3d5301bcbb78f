-- Imports whose client does not wait: until they are stored, or the reason why they are not. One that nobody has seen for long was
-- interrupted, and nothing of it is stored.
create table import_progress (
    id            uuid primary key,
    site          text not null,
    begun_at      timestamptz not null default clock_timestamp(),
    seen_at       timestamptz not null default clock_timestamp(),
    imported_by   text not null,
    file_name     text,
    digest        bytea not null,
    bytes         bigint not null,
    phase         text not null default 'waiting',
    readings      bigint not null default 0,
    expected      bigint,
    problem       jsonb
);
create index import_progress_age on import_progress (seen_at);
