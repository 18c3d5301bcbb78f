-- Whom mails go to: what order said of its customers.
create table customer (
    id           uuid primary key,
    name         text not null,
    email        text not null
);

-- One row for each mail that is due to somebody, ever. The id follows from kind and about: it is the idempotency key.
create table mail (
    id           uuid primary key,
    kind         text not null check (kind in ('welcome', 'confirmation', 'refusal', 'cancellation')),
    about        uuid not null,
    customer_id  uuid not null,
    facts        jsonb not null,
    state        text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed')),
    attempts     int not null default 0,
    -- pending: when to send it; sending: when to believe that its sender is gone
    due_at       timestamptz not null default now(),
    reason       text,
    made_at      timestamptz not null default now(),
    sent_at      timestamptz,
    unique (kind, about),
    constraint explained check (state <> 'failed' or reason is not null)
);
create index mail_due on mail (due_at) where state in ('pending', 'sending');
create index mail_failed on mail (made_at) where state = 'failed';
create index mail_about on mail (about);
create index mail_made on mail (made_at);

-- How far order's lists have been compared with the mails, and when to do it again.
create table sweep (
    swept_to     timestamptz,
    due_at       timestamptz not null default now()
);
insert into sweep default values;
