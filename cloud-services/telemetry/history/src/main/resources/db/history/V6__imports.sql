-- What was imported: each has an epoch of its own. One that was taken back keeps its evidence; nothing of it counts any more.
create table import (
    id            uuid primary key,
    site_id       int not null references site,
    epoch_id      int references epoch,
    imported_at   timestamptz not null default now(),
    imported_by   text not null,
    file_name     text,
    digest        bytea not null,
    bytes         bigint not null,
    profile       text,
    accepted      bigint not null,
    duplicates    bigint not null,
    conflicts     bigint not null,
    faults        bigint not null,
    out_of_range  bigint not null,
    future        bigint not null,
    rejected      bigint not null,
    rejections    jsonb not null,
    understood    jsonb,
    withdrawn_at  timestamptz,
    withdrawn_by  text
);
create index import_site on import (site_id, imported_at desc);
alter table epoch add column withdrawn_at timestamptz;
-- All that it ever said was taken back.
alter table sensor add column orphaned boolean not null default false;

-- What a sensor can measure, where its source is not to be believed: 10^-6 degrees Celsius.
create table sensor_range (
    site_id       int not null references site,
    name          text not null,
    lowest        bigint not null,
    highest       bigint not null,
    missing       bigint[] not null,
    set_at        timestamptz not null default now(),
    set_by        text not null,
    primary key (site_id, name)
);
