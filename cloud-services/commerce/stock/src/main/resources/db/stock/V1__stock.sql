create table product (
    id                text primary key,
    name              text not null,
    temperature_class text not null check (temperature_class in ('deep-frozen', 'frozen', 'chilled', 'ambient')),
    price_minor       bigint not null check (price_minor >= 0),
    currency          text not null
);

-- What was received stands somewhere, at every moment.
create table lot (
    id           uuid primary key,
    product_id   text not null references product,
    site         text not null,
    room         text not null,
    expiry       date not null,
    quarantined  boolean not null default false,
    received     bigint not null check (received > 0),
    on_hand      bigint not null check (on_hand >= 0),
    held         bigint not null default 0 check (held >= 0),
    shipped      bigint not null default 0 check (shipped >= 0),
    written_off  bigint not null default 0 check (written_off >= 0),
    constraint conserved check (received = on_hand + held + shipped + written_off)
);
create index lot_first_expired on lot (product_id, expiry, id) where on_hand > 0;

create table hold (
    lra          text not null,
    lot_id       uuid not null references lot,
    order_id     text not null,
    quantity     bigint not null check (quantity > 0),
    state        text not null default 'tried' check (state in ('tried', 'confirmed', 'releasing', 'shipped')),
    release_lra  text,
    primary key (lra, lot_id),
    constraint released check ((state = 'releasing') = (release_lra is not null))
);
create index hold_release on hold (release_lra) where release_lra is not null;
create index hold_order on hold (order_id);

create table write_off (
    id           uuid primary key,
    lot_id       uuid not null references lot,
    quantity     bigint not null check (quantity > 0),
    reason       text not null,
    at           timestamptz not null default now()
);
