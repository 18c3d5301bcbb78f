create table saga_step (
    lra          text primary key,
    step         text not null check (step in ('TRIED', 'COMPLETED', 'COMPENSATED')),
    at           timestamptz not null default now()
);
create index saga_step_ended on saga_step (at) where step <> 'TRIED';
