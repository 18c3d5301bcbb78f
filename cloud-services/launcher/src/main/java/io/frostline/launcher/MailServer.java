package io.frostline.launcher;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

record MailServer(String host, int port) {
    private static final Pattern HOST_AND_PORT = Pattern.compile("([^:\\s]+):(\\d{1,5})");
    private static final int LAST_PORT = 65_535;

    @Override
    public String toString() {
        return host + ":" + port;
    }

    static final class Parser implements ITypeConverter<MailServer> {
        @Override
        public MailServer convert(String text) {
            Matcher parts = HOST_AND_PORT.matcher(text);
            int port = parts.matches() ? Integer.parseInt(parts.group(2)) : 0;
            if (port < 1 || port > LAST_PORT) {
                throw new TypeConversionException("a host and a port, e.g. mail.example.com:25, not '" + text + "'");
            }
            return new MailServer(parts.group(1), port);
        }
    }
}
