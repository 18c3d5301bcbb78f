-- Services that follow history read what arrived at a site after a number.
create index batch_arrival on batch (epoch_id, arrival);
