package io.github.hikyaku.smtp.internal.submission;

import io.github.hikyaku.message.MailChange;
import io.github.hikyaku.pipeline.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of the header section of a message that was submitted.
 *
 * @param refusal why it is refused, or null
 * @param added whole fields with their CRLF, to be put on top
 * @param changes of what the client sent
 */
public record SubmittedHeader(@Nullable Reply refusal, String added, List<MailChange> changes) {
    /** Nothing is wrong and nothing missing. */
    static final SubmittedHeader UNCHANGED = new SubmittedHeader(null, "", List.of());

    /** It is refused. */
    public static SubmittedHeader refused(Reply reply) {
        return new SubmittedHeader(reply, "", List.of());
    }
}
