-- For lists of what happened in a range of time, in pages.
create index customer_added on customer (created_at, id);
create index orders_ended on orders (ended_at, id) where ended_at is not null;
