-- Which events have had their effect: written in the transaction of the effect.
create table inbox (
    consumer     text not null,
    event_id     text not null,
    received_at  timestamptz not null default now(),
    primary key (consumer, event_id)
);
create index inbox_age on inbox (received_at);

-- What could not have its effect, as it came, until somebody replays it or gives it up.
create table dead_letter (
    id           uuid primary key,
    consumer     text not null,
    topic        text not null,
    partition    int,
    position     bigint,
    key          text,
    payload      bytea not null,
    reason       text not null,
    died_at      timestamptz not null default clock_timestamp(),
    replayed_at  timestamptz,
    copied_at    timestamptz
);
create index dead_letter_open on dead_letter (consumer, died_at) where replayed_at is null;
create index dead_letter_uncopied on dead_letter (consumer) where copied_at is null;
create index dead_letter_key on dead_letter (key);
