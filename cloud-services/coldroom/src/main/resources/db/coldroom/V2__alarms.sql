-- An excursion's severity that was reached: what people are told of until somebody acknowledges it, or it is over.
create table alarm (
    excursion_id    uuid not null references excursion,
    severity        text not null,
    state           text not null check (state in ('open', 'acknowledged', 'ended', 'withdrawn')),
    raised_at       timestamptz not null,
    known_at        timestamptz not null default now(),
    -- since when it has been open: later than known_at where it ended, or was withdrawn, and came back
    since           timestamptz not null default now(),
    acknowledged_at timestamptz,
    -- the next to be called since then
    level           int not null default 0,
    -- the state that those who were called were last told of; none where nobody was called since then
    told            text check (told in ('open', 'acknowledged', 'ended', 'withdrawn')),
    -- when to see whether somebody is to be told
    due_at          timestamptz,
    primary key (excursion_id, severity)
);
create index alarm_due on alarm (due_at) where due_at is not null;
create index alarm_open on alarm (known_at) where state = 'open';
create index alarm_known on alarm (known_at);

-- What was told of alarms, and never changes.
create table notice (
    id           uuid primary key,
    kind         text not null,
    site         text not null,
    room         text not null,
    severity     text not null,
    level        int,
    made_at      timestamptz not null default now()
);
create index notice_made on notice (made_at);

create table notice_recipient (
    notice_id    uuid not null references notice,
    channel      text not null check (channel in ('mail', 'webhook')),
    address      text not null,
    primary key (notice_id, channel, address)
);

create table notice_alarm (
    notice_id    uuid not null references notice,
    excursion_id uuid not null,
    severity     text not null,
    primary key (notice_id, excursion_id, severity),
    foreign key (excursion_id, severity) references alarm
);
create index notice_alarm_alarm on notice_alarm (excursion_id, severity);

-- The same words again are another acknowledgement where an alarm was raised in between.
alter table acknowledgement drop constraint acknowledgement_pkey;
alter table acknowledgement add number bigint generated always as identity primary key;
create index acknowledgement_excursion on acknowledgement (excursion_id, at);
