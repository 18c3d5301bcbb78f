-- With what is on hand in no index, taking from a lot writes no index: entries of what it had before do not pile up.
-- In return, lots that are sold out are found until they expire.
drop index lot_first_expired;
create index lot_first_expired on lot (product_id, expiry, id);
alter table lot set (fillfactor = 50);
