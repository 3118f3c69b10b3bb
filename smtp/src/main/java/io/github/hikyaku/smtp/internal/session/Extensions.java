package io.github.hikyaku.smtp.internal.session;

import java.util.List;
import java.util.stream.Stream;

/** Every extension, in the order of the EHLO answer. What is offered is what is possible now and not switched off. */
final class Extensions {
    private static final List<Extension> ALL = List.of(
            new Extension.Keyword("PIPELINING"), // RFC 2920
            new Extension.Size(),
            new Extension.EightBitMime(),
            new Extension.SmtpUtf8(),
            new Extension.Keyword("CHUNKING"), // RFC 3030
            new Extension.BinaryMime(),
            new DsnExtension(),
            new DeliverByExtension(),
            new FutureReleaseExtension(),
            new PriorityExtension(),
            new RequireTlsExtension(),
            new LimitsExtension(),
            new Extension.Keyword("ENHANCEDSTATUSCODES"), // RFC 2034
            new Extension.StartTls(),
            new Extension.Auth(),
            new Xclient(),
            new Extension.Expand());

    private Extensions() {}

    /** Those that are offered now. */
    static Stream<Extension> offered(SmtpSession session) {
        return ALL.stream().filter(extension -> isOffered(extension, session));
    }

    /** Whether the extension of that keyword is offered now. */
    static boolean isOffered(String keyword, SmtpSession session) {
        return ALL.stream().anyMatch(extension -> extension.keyword().equals(keyword) && isOffered(extension, session));
    }

    private static boolean isOffered(Extension extension, SmtpSession session) {
        return !session.settings().switchedOff().contains(extension.keyword()) && extension.isPossible(session);
    }
}
