package io.github.hikyaku.smtp.internal.session;

import io.github.hikyaku.engine.Frame;
import io.github.hikyaku.engine.Framing;
import io.github.hikyaku.pipeline.Reply;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What takes the octets behind DATA or BDAT: all of them, whatever becomes of them. */
interface MailData {
    /** Takes some. Answers what is to be waited for before the next ones, or null. */
    @Nullable
    CompletionStage<Reply> take(ByteBuffer octets);

    /** Whether the message is over behind them. */
    boolean isLast();

    /** All have come. */
    Framing finish(Frame.Fault fault) throws Exception;
}
