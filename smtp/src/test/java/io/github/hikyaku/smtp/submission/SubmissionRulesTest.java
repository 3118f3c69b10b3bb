package io.github.hikyaku.smtp.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.smtp.Smtp;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SubmissionRulesTest {
    @Test
    void eachChangeMakesACopy() {
        SubmissionRules standard = SubmissionRules.standard();
        SubmissionRules changed = standard.on(HeaderFault.NO_SENDER, Treatment.PASS)
                .nullReversePath(false)
                .remove("X-Secret")
                .keep("BCC")
                .senders(SenderPolicy.any());

        assertThat(changed.treatment(HeaderFault.NO_SENDER)).isEqualTo(Treatment.PASS);
        assertThat(changed.allowsNullReversePath()).isFalse();
        assertThat(changed.removedFields().contains("x-secret")).isTrue();
        assertThat(changed.removedFields())
                .containsExactly("Delivered-To", "Resent-Bcc", "Return-Path", "X-Original-To", "X-Secret");
        assertThat(changed.treatment(HeaderFault.DUPLICATE_FIELD)).isEqualTo(Treatment.REFUSE);
        assertThat(standard.treatment(HeaderFault.NO_SENDER)).isEqualTo(Treatment.FIX);
        assertThat(standard.allowsNullReversePath()).isTrue();
        assertThat(standard.removedFields().contains("BCC")).isTrue();
        assertThat(standard.removedFields()).hasSize(5);
    }

    @Test
    void whatCannotBeRepairedCannotBeToldToBe() {
        for (HeaderFault fault : HeaderFault.values()) {
            SubmissionRules rules = SubmissionRules.standard();
            if (fault.isRepairable()) {
                assertThat(rules.on(fault, Treatment.FIX).treatment(fault)).isEqualTo(Treatment.FIX);
            } else {
                assertThat(rules.treatment(fault)).isEqualTo(Treatment.REFUSE);
                assertThatThrownBy(() -> rules.on(fault, Treatment.FIX))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining(fault.name());
            }
        }
    }

    @Test
    void rulesAreForSubmissionServices() {
        assertThatThrownBy(() -> Smtp.mx().submissionRules(SubmissionRules.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("smtp");
        assertThatThrownBy(() -> Smtp.mx().hideClientAddress(true)).isInstanceOf(IllegalArgumentException.class);
        PopBeforeSmtp recent = PopBeforeSmtp.within(Duration.ofMinutes(1));
        assertThatThrownBy(() -> Smtp.mx().popBeforeSmtp(recent)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Smtp.submission().popBeforeSmtp(recent).name("msa").name()).isEqualTo("msa");
    }
}
