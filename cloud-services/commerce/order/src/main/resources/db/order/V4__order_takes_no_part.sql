-- Order takes no part in its own actions, so it needs no table of parts.
drop table saga_step;
