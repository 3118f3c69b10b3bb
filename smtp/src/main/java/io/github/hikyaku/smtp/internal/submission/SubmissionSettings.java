package io.github.hikyaku.smtp.internal.submission;

import io.github.hikyaku.smtp.submission.PopBeforeSmtp;
import io.github.hikyaku.smtp.submission.SubmissionRules;
import java.util.Optional;

/**
 * What one submission service does with what clients submit.
 *
 * @param rules who may send what
 * @param hideClient whether the Received field says nothing of the client
 * @param popBeforeSmtp who may submit without a login, if anybody
 */
public record SubmissionSettings(SubmissionRules rules, boolean hideClient, Optional<PopBeforeSmtp> popBeforeSmtp) {
    /** What a service does by default. */
    public static final SubmissionSettings STANDARD =
            new SubmissionSettings(SubmissionRules.standard(), false, Optional.empty());
}
