-- Money is never made: whatever comes onto one account comes from another. 'world' is where deposits come from.
create table account (
    id           text primary key,
    owner        text not null,
    kind         text not null check (kind in ('customer', 'sales', 'world')),
    currency     text not null,
    balance      bigint not null default 0,
    frozen       bigint not null default 0 check (frozen >= 0),
    constraint covered check (kind <> 'customer' or balance >= frozen)
);
create unique index account_house on account (kind, currency) where kind <> 'customer';

create table journal (
    id           uuid primary key,
    kind         text not null check (kind in ('deposit', 'capture', 'refund')),
    reference    text not null,
    at           timestamptz not null default now()
);
create unique index journal_once on journal (kind, reference) where kind <> 'deposit';

create table posting (
    journal_id   uuid not null references journal,
    account_id   text not null references account,
    amount       bigint not null check (amount <> 0),
    primary key (journal_id, account_id)
);
create index posting_account on posting (account_id);

-- Double entry: the postings of a journal entry come to nothing.
create function balanced() returns trigger language plpgsql as $$
begin
    if (select sum(amount) from posting where journal_id = new.journal_id) <> 0 then
        raise exception 'the postings of journal entry % do not balance', new.journal_id;
    end if;
    return null;
end $$;
create constraint trigger posting_balanced after insert on posting
    deferrable initially deferred for each row execute function balanced();

create table payment_hold (
    lra          text primary key,
    order_id     text not null,
    account_id   text not null references account,
    amount       bigint not null check (amount > 0),
    state        text not null default 'frozen' check (state in ('frozen', 'captured'))
);
create index payment_hold_order on payment_hold (order_id);
