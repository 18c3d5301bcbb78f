-- What a room is to be like, from an instant until the next one's. Of two of one instant the later to be set counts; nothing
-- is ever changed here, so this is also who changed what, and when.
create table room_version (
    number       bigint generated always as identity primary key,
    site         text not null,
    room         text not null,
    from_at      timestamptz not null,
    setup        jsonb not null,
    set_by       text not null,
    reason       text,
    set_at       timestamptz not null default now()
);
create index room_version_room on room_version (site, room, from_at);

-- Sensors whose excursions are to be found anew from an instant on, since what is asked of them has changed.
create table reevaluation (
    number       bigint generated always as identity primary key,
    site         text not null,
    sensor       text not null,
    from_at      timestamptz not null
);

-- How far history was followed, and where each of the site's detectors stands there; saved with what they found. The version
-- grows with each: of two that follow a site one finds that another was faster, and keeps nothing.
create table followed (
    site         text primary key,
    version      bigint not null,
    arrival      bigint not null,
    tracks       text not null,
    saved_at     timestamptz not null default now()
);

create table excursion (
    id           uuid primary key,
    site         text not null,
    room         text not null,
    sensor       text not null,
    limit_name   text not null,
    kind         text not null check (kind in ('each', 'daily-high', 'daily-low', 'no-data')),
    side         text check (side in ('high', 'low')),
    from_at      timestamptz not null,
    to_at        timestamptz,
    outside_ms   bigint not null,
    masked_ms    bigint not null,
    peak_micro   bigint,
    peak_at      timestamptz,
    raised       jsonb not null,
    withdrawn_at timestamptz,
    noticed_at   timestamptz not null default now(),
    constraint peak check ((kind = 'no-data') = (peak_micro is null) and (peak_micro is null) = (peak_at is null))
);
create index excursion_watch on excursion (site, sensor, room, limit_name, kind, from_at) where withdrawn_at is null;
create index excursion_room on excursion (site, room, from_at);
create index excursion_time on excursion (from_at, id);

-- What became of an excursion, as it became known.
create table excursion_change (
    excursion_id uuid not null references excursion,
    number       bigint generated always as identity,
    change       text not null,
    cause        text not null check (cause in ('live', 'late-data', 'new-limits')),
    from_at      timestamptz not null,
    to_at        timestamptz,
    raised       jsonb not null,
    noticed_at   timestamptz not null default now(),
    primary key (excursion_id, number)
);

create table acknowledgement (
    excursion_id uuid not null references excursion,
    by           text not null,
    comment      text not null,
    action       text not null,
    at           timestamptz not null default now(),
    primary key (excursion_id, by, comment, action)
);
