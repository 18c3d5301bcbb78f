-- An account is kept in one of two books, for good. Of those in the reserve book only what never changes stands here, so that
-- a name is given once; their money is in the database 'ledger'.
alter table account add column book text not null default 'operating' check (book in ('operating', 'reserve'));
alter table account add constraint kept_elsewhere
    check (book = 'operating' or kind = 'customer' and balance = 0 and frozen = 0);

-- 'clearing' is where money waits that has left one book for the other: what it lacks here it has there.
alter table account drop constraint account_kind_check;
alter table account add constraint account_kind_check check (kind in ('customer', 'sales', 'world', 'clearing'));

-- A house account is kept in parts ('sales-EUR:7'), so that those who use it at once do not wait for each other.
drop index account_house;
alter table account add constraint named_as_house check (kind <> 'customer' or id !~ '^(sales|world|clearing)-');
create index account_whole on account (split_part(id, ':', 1));
create view whole_account as
    select split_part(id, ':', 1) as id, owner, kind, book, currency,
           sum(balance)::bigint as balance, sum(frozen)::bigint as frozen
      from account group by 1, 2, 3, 4, 5;

alter table journal add column currency text;
update journal j set currency = (select a.currency from posting p join account a on a.id = p.account_id
                                  where p.journal_id = j.id limit 1);
alter table journal alter column currency set not null;
alter table journal drop constraint journal_kind_check;
alter table journal add constraint journal_kind_check check (kind in ('deposit', 'capture', 'refund', 'transfer'));

-- Double entry, once for all postings of a statement, which are those of a whole entry.
drop trigger posting_balanced on posting;
create or replace function balanced() returns trigger language plpgsql as $$
begin
    if exists (select from added group by journal_id having sum(amount) <> 0) then
        raise exception 'the postings of a journal entry do not balance';
    end if;
    return null;
end $$;
create trigger posting_balanced after insert on posting
    referencing new table as added for each statement execute function balanced();

create table transfer (
    id           uuid primary key,
    from_account text not null references account,
    to_account   text not null references account,
    amount       bigint not null check (amount > 0),
    currency     text not null,
    note         text,
    at           timestamptz not null
);
create index transfer_recent on transfer (at desc, id);

create table refund (
    order_id     text primary key,
    lra          text not null unique,
    account_id   text not null references account,
    amount       bigint not null check (amount > 0),
    state        text not null default 'held' check (state in ('held', 'refunded'))
);
