-- An action may refund many orders.
alter table refund drop constraint refund_lra_key;
create index refund_lra on refund (lra);
