-- Names -----------------------------------------------------------------------------------------

create table site (
    id   int generated always as identity primary key,
    name text not null unique
);

-- One buffer file of an agent, or one other source of batches with a chain of its own.
create table epoch (
    id           int generated always as identity primary key,
    site_id      int not null references site,
    epoch        bigint not null,
    origin       text not null default 'agent' check (origin in ('agent', 'plain', 'import')),
    received     int8multirange not null default '{}',
    duplicates   bigint not null default 0,
    first_seen   timestamptz not null default now(),
    unique (site_id, epoch)
);

create table sensor (
    id           int generated always as identity primary key,
    site_id      int not null references site,
    name         text not null,
    interval_ms  int not null default 0,
    duplicates   bigint not null default 0,
    conflicts    bigint not null default 0,
    unique (site_id, name)
);

create table catalog (
    id           int generated always as identity primary key,
    site_id      int not null references site,
    digest       bytea not null,
    encoded      bytea not null,
    sensor_ids   int[] not null,
    unique (site_id, digest)
);

-- Evidence --------------------------------------------------------------------------------------

-- Where each partition of the readings topic was read to: moved in the transaction that stores what
-- was read, so that a record counts once whatever dies when.
create table consumed (
    topic        text not null,
    partition    int not null,
    next_offset  bigint not null,
    primary key (topic, partition)
);

-- In the order in which a site's batches arrived; which of two readings of one instant counts.
create sequence arrival;

-- The original bytes of every accepted batch. Instants are null while the batch's clock is unknown.
create table batch (
    sequence     bigint not null,
    arrival      bigint not null,
    from_at      timestamptz,
    to_at        timestamptz,
    epoch_id     int not null references epoch,
    catalog_id   int not null,
    payload      bytea not null,
    primary key (epoch_id, sequence)
);
alter table batch alter column payload set storage external;
create index batch_time on batch using brin (from_at, to_at) with (pages_per_range = 16);

-- Batches whose readings do not stand in a segment yet. Every query reads them too.
create table pending (
    arrival      bigint not null primary key,
    site_id      int not null,
    epoch_id     int not null,
    sequence     bigint not null,
    catalog_id   int not null,
    readings     int not null,
    from_at      timestamptz,
    to_at        timestamptz,
    boot         bigint,
    stored_at    timestamptz not null default now()
);
create index pending_site on pending (site_id, arrival);

-- What was refused although it decoded: a sequence that came again with another content.
create table refusal (
    id           bigint generated always as identity primary key,
    epoch_id     int not null references epoch,
    sequence     bigint not null,
    reason       text not null,
    payload      bytea not null,
    refused_at   timestamptz not null default now()
);
create unique index refusal_once on refusal (epoch_id, sequence, md5(payload));

-- What the agents said -----------------------------------------------------------------------------

create table log_entry (
    epoch_id     int not null references epoch,
    sequence     bigint not null,
    ordinal      int not null,
    site_id      int not null,
    at           timestamptz,
    kind         text not null,
    text         text not null,
    detail       jsonb not null,
    primary key (epoch_id, sequence, ordinal)
);
create index log_entry_site on log_entry (site_id, at);

create table overflow (
    epoch_id       int not null references epoch,
    first_sequence bigint not null,
    last_sequence  bigint not null,
    site_id        int not null,
    readings       bigint not null,
    from_at        timestamptz not null,
    to_at          timestamptz not null,
    last_digest    bytea not null,
    primary key (epoch_id, first_sequence, last_sequence)
);

-- The place in time of a boot's monotonic clock: instant = monotonic + offset.
create table boot_clock (
    site_id      int not null references site,
    boot         bigint not null,
    offset_ms    bigint not null,
    primary key (site_id, boot)
);

-- Answers ----------------------------------------------------------------------------------------

-- Segments of one sensor never overlap, and none crosses a UTC day.
create table segment (
    sensor_id    int not null,
    level        smallint not null,
    from_at      timestamptz not null,
    to_at        timestamptz not null,
    readings     int not null,
    good         int not null,
    min_micro    int,
    max_micro    int,
    last_micro   int,
    interval_ms  int not null,
    sum_micro    bigint not null,
    weight_ms    bigint not null,
    mkt_sum      double precision not null,
    longest_step bigint not null,
    written_at   timestamptz not null default now(),
    encoded      bytea not null,
    primary key (sensor_id, from_at)
) partition by range (from_at);
alter table segment alter column encoded set storage external;
create index segment_fresh on segment (written_at) where level = 0;

-- A reading that lost against another value of the same sensor and instant.
create table conflict (
    sensor_id    int not null references sensor,
    at           timestamptz not null,
    kept_micro   int,
    lost_micro   int,
    lost_quality smallint not null,
    seen         bigint not null default 1,
    unique nulls not distinct (sensor_id, at, lost_micro, lost_quality)
);
