create table idempotency_key (
    key          text primary key,
    fingerprint  bytea not null,
    status       int,
    location     text,
    body         text,
    created_at   timestamptz not null default now()
);
create index idempotency_key_age on idempotency_key (created_at);
