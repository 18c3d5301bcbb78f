-- A service's part in an action. What was compensated before it was tried has no instant of its try.
create table saga_step (
    lra          text primary key,
    step         text not null check (step in ('TRIED', 'COMPLETED', 'COMPENSATED')),
    tried_at     timestamptz,
    ended_at     timestamptz,
    constraint timed check ((step = 'TRIED') = (ended_at is null))
);
create index saga_step_ended on saga_step (ended_at) where step <> 'TRIED';
