create table outbox (
    number       bigint generated always as identity primary key,
    id           uuid not null unique,
    partition    int not null,
    type         text not null,
    aggregate    text not null,
    payload      jsonb not null,
    occurred_at  timestamptz not null default clock_timestamp()
);
create index outbox_in_order on outbox (partition, number);

-- The lock on a partition's row is the right to send its events.
create table outbox_partition (
    number       int primary key
);
insert into outbox_partition (number) select generate_series(0, 15);
