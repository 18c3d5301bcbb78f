-- A coordinator that is up: it renews its lease; another takes over the actions of one that does not.
create table coordinator (
    id bigint generated always as identity primary key,
    lease_until timestamptz not null
);

create table action (
    id uuid primary key,
    url text not null,
    parent uuid,
    client text not null,
    status text not null check (status in (
        'Active', 'Closing', 'Closed', 'FailedToClose', 'Cancelling', 'Cancelled', 'FailedToCancel')),
    started_at timestamptz not null,
    deadline timestamptz,
    ended_at timestamptz,
    -- coordinator that calls the participants; null while there is nothing to call
    owner bigint,
    -- nested, and its parent has ended
    released boolean not null,
    -- participants that have joined, those that have left included
    joins int not null
);
create index action_deadline on action (deadline) where status = 'Active';
create index action_owner on action (owner) where owner is not null;
create index action_ended on action (ended_at) where ended_at is not null;
create index action_parent on action (parent) where parent is not null;
create index action_started on action (started_at, id);

-- no foreign key: each would cost a lock on the action's row for every insert
create table participant (
    action uuid not null,
    number int not null,
    -- address that identifies the participant in its action
    key text not null,
    compensate text,
    complete text,
    status_address text,
    forget text,
    after text,
    data text not null,
    status text not null,
    -- next call, its time, and the attempts at it so far
    call text,
    due timestamptz,
    attempts int not null,
    error text,
    notified boolean not null,
    primary key (action, number),
    unique (action, key),
    check ((call is null) = (due is null))
);

create index participant_due on participant (due) where due is not null;

create table action_event (
    action uuid not null,
    at timestamptz not null,
    what text not null,
    participant int,
    detail text
);
create index action_event_action on action_event (action);
