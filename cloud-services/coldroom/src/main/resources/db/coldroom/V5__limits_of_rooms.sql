-- An excursion of a limit that is held against all sensors of a room, or their mean, has '*all' or '*mean' for a sensor: no
-- sensor can be named so.
alter table excursion drop constraint excursion_kind_check;
alter table excursion add check (kind in ('each', 'daily-high', 'daily-low', 'mkt', 'no-data'));
