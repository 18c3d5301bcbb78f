-- The accounts of the reserve book. Their names, unique over both books, are given by the payment database.
create table account (
    id           text primary key,
    owner        text not null,
    kind         text not null check (kind in ('customer', 'clearing')),
    currency     text not null,
    balance      bigint not null default 0,
    frozen       bigint not null default 0 check (frozen = 0), -- orders are paid from the operating book alone
    constraint covered check (kind <> 'customer' or balance >= 0)
);
create index account_whole on account (split_part(id, ':', 1));
create view whole_account as
    select split_part(id, ':', 1) as id, owner, kind, 'reserve' as book, currency,
           sum(balance)::bigint as balance, sum(frozen)::bigint as frozen
      from account group by 1, 2, 3, 4, 5;

-- The archive: every entry with its postings in both books.
create table journal (
    id           uuid primary key,
    kind         text not null,
    reference    text not null,
    currency     text not null,
    at           timestamptz not null
);

create table posting (
    journal_id   uuid not null references journal,
    book         text not null check (book in ('operating', 'reserve')),
    account_id   text not null,
    amount       bigint not null check (amount <> 0),
    primary key (journal_id, book, account_id)
);
create index posting_account on posting (split_part(account_id, ':', 1));

-- Double entry within each book, once for all postings of a statement, which are those of a whole entry.
create function balanced() returns trigger language plpgsql as $$
begin
    if exists (select from added group by journal_id, book having sum(amount) <> 0) then
        raise exception 'the postings of a journal entry do not balance';
    end if;
    return null;
end $$;
create trigger posting_balanced after insert on posting
    referencing new table as added for each statement execute function balanced();

create function kept() returns trigger language plpgsql as $$
begin
    raise exception 'the archive is written once: a mistake is corrected by another entry';
end $$;
create trigger journal_kept before update or delete or truncate on journal execute function kept();
create trigger posting_kept before update or delete or truncate on posting execute function kept();
