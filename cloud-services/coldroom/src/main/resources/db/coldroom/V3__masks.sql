-- What agents said of defrosts and doors, as it comes to be known: what begins masks until the next event of its kind.
create table mask_event (
    site         text not null,
    room         text not null,
    kind         text not null check (kind in ('defrost', 'door')),
    at           timestamptz not null,
    begins       boolean not null,
    primary key (site, room, kind, at)
);
