-- Messages of devices and agents that were refused, with the reason, until somebody has seen to them.
create table refused_message (
    id           uuid primary key,
    topic        text not null,
    site         text not null,
    kind         text not null,
    reason       text not null,
    payload      bytea not null,
    refused_at   timestamptz not null,
    discarded_at timestamptz
);
create index refused_message_open on refused_message (refused_at) where discarded_at is null;
