-- An order got other goods than those that had been set aside for it.
alter table mail drop constraint mail_kind_check;
alter table mail add constraint mail_kind_check
    check (kind in ('welcome', 'confirmation', 'refusal', 'cancellation', 'reallocation'));
