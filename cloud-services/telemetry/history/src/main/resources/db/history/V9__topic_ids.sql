-- Kafka's id of the topic that was read: offsets mean nothing in another topic of the same name.
alter table consumed add column topic_id text;
