package io.frostline.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.platform.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The statements on {@code customer} and {@code mail}, in the caller's transaction. */
final class MailTable {
    private MailTable() {}

    private record Due(Kind kind, UUID about, UUID customer, String facts) {}

    /**
     * Makes the mails due that the news call for, but those that are known already.
     *
     * @return how many were not
     */
    static int add(Connection connection, ObjectMapper json, List<? extends News> news) throws SQLException {
        List<News.Customer> customers = new ArrayList<>();
        List<Due> due = new ArrayList<>();
        for (News each : news) {
            switch (each) {
                case News.Customer customer -> {
                    customers.add(customer);
                    due.add(new Due(Kind.WELCOME, customer.id(), customer.id(), "{}"));
                }
                case News.Order order ->
                    order.mail()
                            .ifPresent(
                                    kind -> due.add(new Due(kind, order.id(), order.customer(), write(json, order))));
                case News.Reallocation(News.Order order) ->
                    due.add(new Due(Kind.REALLOCATION, order.id(), order.customer(), write(json, order)));
                case News.Again again -> {
                    // its mail is known
                }
            }
        }
        addCustomers(connection, customers);
        return addMails(connection, due);
    }

    private static void addCustomers(Connection connection, List<News.Customer> customers) throws SQLException {
        Sql.update(
                connection,
                """
                insert into customer (id, name, email) select unnest(?)::uuid, unnest(?), unnest(?)
                on conflict do nothing""",
                customers.stream().map(c -> c.id().toString()).toArray(String[]::new),
                customers.stream().map(News.Customer::name).toArray(String[]::new),
                customers.stream().map(News.Customer::email).toArray(String[]::new));
    }

    private static int addMails(Connection connection, List<Due> due) throws SQLException {
        return Sql.update(
                connection,
                """
                insert into mail (id, kind, about, customer_id, facts)
                select unnest(?)::uuid, unnest(?), unnest(?)::uuid, unnest(?)::uuid, unnest(?)::jsonb
                on conflict do nothing""",
                due.stream().map(d -> d.kind.mailAbout(d.about).toString()).toArray(String[]::new),
                due.stream().map(d -> d.kind.lowerCase()).toArray(String[]::new),
                due.stream().map(d -> d.about.toString()).toArray(String[]::new),
                due.stream().map(d -> d.customer.toString()).toArray(String[]::new),
                due.stream().map(Due::facts).toArray(String[]::new));
    }

    private static String write(ObjectMapper json, Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return how many had failed, and are due again as if new */
    static int again(Connection connection, Collection<UUID> ids) throws SQLException {
        return Sql.update(
                connection, """
                update mail set state = 'pending', attempts = 0, due_at = now()
                 where id = any(?::uuid[]) and state = 'failed'""", (Object) ids.stream().map(UUID::toString).toArray(String[]::new));
    }

    /**
     * Takes on mails that are due and that nobody else is taking, and those whose sender has not been heard of. One whose
     * customer is not known yet waits: events of customers and of orders come in no order.
     *
     * @param lease for how long nobody else takes them
     */
    static List<Mail> take(Connection connection, int most, Duration lease) throws SQLException {
        return Sql.list(connection, """
                with due as (
                    select m.id, m.state = 'sending' as repeated, c.name, coalesce(c.email, m.address) as email
                      from mail m left join customer c on c.id = m.customer_id
                     where m.state in ('pending', 'sending') and m.due_at <= now()
                       and coalesce(c.email, m.address) is not null
                     order by m.due_at limit ? for update of m skip locked)
                update mail m set state = 'sending', attempts = m.attempts + 1,
                       due_at = now() + ? * interval '1 millisecond'
                  from due where m.id = due.id
                returning m.id, m.kind, m.about, coalesce(due.name, '') as name, due.email, m.facts, m.attempts, due.repeated""", MailTable::mail, most, lease.toMillis());
    }

    private static Mail mail(ResultSet row) throws SQLException {
        return new Mail(
                row.getObject("id", UUID.class),
                Kind.of(row.getString("kind")),
                row.getObject("about", UUID.class),
                row.getString("name"),
                row.getString("email"),
                row.getString("facts"),
                row.getInt("attempts"),
                row.getBoolean("repeated"));
    }
}
