-- Mails to those on duty for a room, who are no customers: several of one kind about one notice. The id remains the key.
alter table mail alter customer_id drop not null;
alter table mail add address text;
alter table mail add constraint addressed check ((customer_id is null) <> (address is null));
alter table mail drop constraint mail_kind_about_key;
alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check
    check (kind in ('welcome', 'confirmation', 'refusal', 'cancellation', 'reallocation', 'alarm'));

-- One row for each call of a webhook that is due, ever. The id follows from notice and URL: it is the idempotency key.
create table webhook (
    id           uuid primary key,
    about        uuid not null,
    url          text not null,
    -- what is signed and sent, to the byte, each time
    body         text not null,
    state        text not null default 'pending' check (state in ('pending', 'sending', 'sent', 'failed')),
    attempts     int not null default 0,
    -- pending: when to send it; sending: when to believe that its sender is gone
    due_at       timestamptz not null default now(),
    reason       text,
    made_at      timestamptz not null default now(),
    sent_at      timestamptz,
    constraint explained check (state <> 'failed' or reason is not null)
);
create index webhook_due on webhook (due_at) where state in ('pending', 'sending');
create index webhook_failed on webhook (made_at) where state = 'failed';
create index webhook_about on webhook (about);
create index webhook_made on webhook (made_at);
