-- What is wanted of each room, and what its agent said of it last. The version grows with each change.
create table set_point (
    site             text not null,
    room             text not null,
    celsius          double precision not null,
    version          bigint not null default 1,
    set_by           text not null,
    set_at           timestamptz not null default now(),
    reported_celsius double precision,
    reported_version bigint not null default 0,
    reported_at      timestamptz,
    refused_version  bigint not null default 0,
    refused_reason   text,
    primary key (site, room)
);
