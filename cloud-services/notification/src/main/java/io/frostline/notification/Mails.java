package io.frostline.notification;

import static io.frostline.platform.sql.Sql.texts;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.frostline.notification.delivery.Deliveries;
import io.frostline.platform.outbox.EventConsumer;
import io.frostline.platform.text.EnumText;
import io.frostline.platform.text.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
@Transactional
class Mails extends Deliveries<Mail, MailAttempt> {
    private final OrderEventsConsumer orders;
    private final AlarmMailsConsumer alarms;
    private final ObjectMapper json;

    Mails(OrderEventsConsumer orders, AlarmMailsConsumer alarms, ObjectMapper json) {
        this.orders = orders;
        this.alarms = alarms;
        this.json = json;
    }

    private record Due(Kind kind, UUID about, UUID customer, String facts) {}

    /** @return number of mails that are new; those that exist already are not made again */
    int add(List<? extends News> news) {
        List<News.Customer> customers = new ArrayList<>();
        List<Due> due = new ArrayList<>();
        for (News each : news) {
            switch (each) {
                case News.Customer customer -> {
                    customers.add(customer);
                    due.add(new Due(Kind.WELCOME, customer.id(), customer.id(), "{}"));
                }
                case News.Order order -> order.mail().ifPresent(kind -> due.add(due(kind, order)));
                case News.Reallocation(News.Order order) -> due.add(due(Kind.REALLOCATION, order));
                case News.Again again -> {} // its mail exists
            }
        }
        addCustomers(customers);
        return addMails(due);
    }

    private Due due(Kind kind, News.Order order) {
        return new Due(kind, order.id(), order.customer(), Json.write(json, order));
    }

    private void addCustomers(List<News.Customer> customers) {
        getSession()
                .createNativeMutationQuery("""
                        insert into customer (id, name, email)
                        select cast(u.id as uuid), u.name, u.email
                          from unnest(:ids, :names, :emails) as u (id, name, email) on conflict do nothing""")
                .setParameter("ids", texts(customers, customer -> customer.id().toString()))
                .setParameter("names", texts(customers, News.Customer::name))
                .setParameter("emails", texts(customers, News.Customer::email))
                .executeUpdate();
    }

    private int addMails(List<Due> due) {
        return getSession()
                .createNativeMutationQuery("""
                        insert into mail (id, kind, about, customer_id, facts)
                        select cast(u.id as uuid), u.kind, cast(u.about as uuid), cast(u.customer as uuid),
                               cast(u.facts as jsonb)
                          from unnest(:ids, :kinds, :abouts, :customers, :facts) as u (id, kind, about, customer, facts)
                        on conflict do nothing""")
                .setParameter(
                        "ids",
                        texts(due, each -> each.kind.mailAbout(each.about).toString()))
                .setParameter("kinds", texts(due, each -> EnumText.of(each.kind)))
                .setParameter("abouts", texts(due, each -> each.about.toString()))
                .setParameter("customers", texts(due, each -> each.customer.toString()))
                .setParameter("facts", texts(due, Due::facts))
                .executeUpdate();
    }

    /** @param facts notice as JSON */
    record AlarmMail(UUID notice, String address, String facts) {
        /** Returns the idempotency key of the one mail of a notice to an address. */
        UUID key() {
            return UUID.nameUUIDFromBytes(("alarm/" + notice + "/" + address).getBytes(UTF_8));
        }
    }

    /** Makes mails to people on duty due, except those that exist already. */
    void addAlarms(List<AlarmMail> mails) {
        getSession()
                .createNativeMutationQuery("""
                        insert into mail (id, kind, about, address, facts)
                        select cast(u.id as uuid), 'alarm', cast(u.about as uuid), u.address, cast(u.facts as jsonb)
                          from unnest(:ids, :abouts, :addresses, :facts) as u (id, about, address, facts)
                        on conflict do nothing""")
                .setParameter("ids", texts(mails, mail -> mail.key().toString()))
                .setParameter("abouts", texts(mails, mail -> mail.notice.toString()))
                .setParameter("addresses", texts(mails, AlarmMail::address))
                .setParameter("facts", texts(mails, AlarmMail::facts))
                .executeUpdate();
    }

    @Override
    protected String table() {
        return "mail";
    }

    /**
     * Takes due mails. A mail whose customer is not known yet waits, because events of customers and of orders have no common
     * order.
     */
    @Override
    public List<MailAttempt> take(int max, Duration lease) {
        return getSession()
                .createNativeQuery("""
                        with due as (
                            select m.id, m.state = 'sending' as repeated, c.name, coalesce(c.email, m.address) as email
                              from mail m left join customer c on c.id = m.customer_id
                             where m.state in ('pending', 'sending') and m.due_at <= now()
                               and coalesce(c.email, m.address) is not null
                             order by m.due_at limit :max for update of m skip locked)
                        update mail m set state = 'sending', attempts = m.attempts + 1,
                               due_at = now() + :lease * interval '1 millisecond'
                          from due where m.id = due.id
                        returning m.id, m.kind, m.about, coalesce(due.name, '') as name, due.email,
                                  cast(m.facts as text) as facts, m.attempts, due.repeated""", Tuple.class)
                .setParameter("max", max)
                .setParameter("lease", lease.toMillis())
                .getResultList()
                .stream()
                .map(Mails::attempt)
                .toList();
    }

    private static MailAttempt attempt(Tuple row) {
        return new MailAttempt(
                row.get("id", UUID.class),
                EnumText.parse(Kind.class, row.get("kind", String.class)),
                row.get("about", UUID.class),
                row.get("name", String.class),
                row.get("email", String.class),
                row.get("facts", String.class),
                row.get("attempts", Integer.class),
                row.get("repeated", Boolean.class));
    }

    /** @param to null while its customer is not known */
    record Addressed(Mail mail, @Nullable String to) {}

    /** Returns mails latest first, filtered by state and subject where not null. */
    List<Addressed> recent(@Nullable String state, @Nullable UUID about, int limit) {
        return getSession()
                .createSelectionQuery("""
                        select m, coalesce(c.email, m.address) from Mail m left join Customer c on c.id = m.customer
                         where (:state is null or m.state = :state) and (:about is null or m.about = :about)
                         order by m.madeAt desc, m.id""", Addressed.class)
                .setParameter("state", state, String.class)
                .setParameter("about", about, UUID.class)
                .setMaxResults(limit)
                .getResultList();
    }

    Optional<Addressed> one(UUID id) {
        return getSession()
                .createSelectionQuery("""
                        select m, coalesce(c.email, m.address) from Mail m left join Customer c on c.id = m.customer
                         where m.id = :id""", Addressed.class)
                .setParameter("id", id)
                .uniqueResultOptional();
    }

    @Override
    protected void giveUp(MailAttempt mail, String reason) {
        EventConsumer consumer = mail.kind() == Kind.ALARM ? alarms : orders;
        consumer.giveUp(
                mail.id().toString(), OrderEventHandler.MAIL_FAILED, mail.about(), new News.Again(mail.id()), reason);
    }

    @Override
    protected void resolve(String key) {
        orders.resolve(key);
        alarms.resolve(key);
    }
}
