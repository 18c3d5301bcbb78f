package io.frostline.launcher;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.user.UserManager;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Mail provider of the demo: each mail to anybody becomes a file in a folder. The file has the name of the idempotency key, so a
 * mail that is sent twice is there once.
 */
record DemoMailbox(GreenMail smtp) implements AutoCloseable {
    static DemoMailbox start(Path folder, int port) throws IOException {
        Files.createDirectories(folder);
        GreenMail smtp = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
                .withConfiguration(GreenMailConfiguration.aConfig().withDisabledAuthentication());
        UserManager users = smtp.getUserManager();
        users.setMessageDeliveryHandler((mail, to) -> {
            forget(smtp);
            write(folder, mail);
            return user(users, to);
        });
        smtp.start();
        return new DemoMailbox(smtp);
    }

    /** Deletes the mails from memory; the folder keeps them. */
    private static void forget(GreenMail smtp) {
        try {
            smtp.purgeEmailFromAllMailboxes();
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path folder, MovingMessage mail) throws MessagingException {
        String id = String.valueOf(mail.getMessage().getMessageID());
        Path file = folder.resolve(id.replaceAll("@.*|[^A-Za-z0-9-]", "") + ".eml");
        if (Files.exists(file)) {
            return; // a duplicate
        }
        try {
            Path whole = Files.createTempFile(folder, "coming", ".part");
            try (OutputStream out = Files.newOutputStream(whole)) {
                mail.getMessage().writeTo(out);
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GreenMailUser user(UserManager users, MailAddress to) throws UserException {
        GreenMailUser user = users.getUserByEmail(to.getEmail());
        return user == null ? users.createUser(to.getEmail(), to.getEmail(), "") : user;
    }

    @Override
    public void close() {
        smtp.stop();
    }
}
