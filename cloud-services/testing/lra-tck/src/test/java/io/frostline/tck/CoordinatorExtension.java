package io.frostline.tck;

import org.eclipse.microprofile.lra.tck.service.spi.LRARecoveryService;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;
import org.jboss.arquillian.test.spi.TestClass;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** Extension that starts the coordinators, and gives each deployed application what waits for them. */
public final class CoordinatorExtension implements LoadableExtension {
    @Override
    public void register(ExtensionBuilder builder) {
        Coordinators.start();
        builder.service(ApplicationArchiveProcessor.class, WithRecovery.class);
    }

    /** The archive is all that the application has. */
    public static final class WithRecovery implements ApplicationArchiveProcessor {
        @Override
        public void process(Archive<?> archive, TestClass test) {
            if (archive instanceof WebArchive web) {
                web.addClass(Recovery.class).addAsServiceProvider(LRARecoveryService.class, Recovery.class);
            }
        }
    }
}
