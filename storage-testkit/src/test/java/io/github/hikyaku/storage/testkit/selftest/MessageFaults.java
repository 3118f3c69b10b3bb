package io.github.hikyaku.storage.testkit.selftest;

import static io.github.hikyaku.storage.testkit.selftest.BrokenStoresTest.fault;

import io.github.hikyaku.storage.MessageContent;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Box;
import io.github.hikyaku.storage.testkit.selftest.Delegating.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Stores that spoil single messages. */
final class MessageFaults {
    private MessageFaults() {}

    static Stream<Arguments> all() {
        return Stream.of(
                fault(
                        "clears the eighth bit",
                        "octetsComeBackAsTheyWereWritten",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            @Override
                            public void write(byte[] octets, int offset, int length) {
                                byte[] copy = Arrays.copyOfRange(octets, offset, offset + length);
                                for (int i = 0; i < length; i++) {
                                    copy[i] &= 0x7f;
                                }
                                super.write(copy, 0, length);
                            }
                        })),
                fault(
                        "commits what is closed",
                        "anAbortedDepositLeavesNothingBehind",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            private boolean done;

                            @Override
                            public Receipt commit() {
                                done = true;
                                return super.commit();
                            }

                            @Override
                            public void close() {
                                if (!done) {
                                    commit();
                                }
                            }
                        })),
                fault(
                        "keeps the array it was given",
                        "theArrayIsTheCallersAgain",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            private final List<byte[]> given = new ArrayList<>();

                            @Override
                            public void write(byte[] octets, int offset, int length) {
                                given.add(octets);
                            }

                            @Override
                            public Receipt commit() {
                                given.forEach(octets -> super.write(octets, 0, octets.length));
                                return super.commit();
                            }
                        })),
                fault(
                        "gives UIDs when a deposit starts",
                        "uidsFollowTheOrderOfCommits",
                        () -> Delegating.withDeposits(deposit -> new Delivery(deposit) {
                            private final Receipt early = deposit.commit();

                            @Override
                            public void write(byte[] octets, int offset, int length) {}

                            @Override
                            public Receipt commit() {
                                return early;
                            }
                        })),
                fault(
                        "reads ranges from the start",
                        "everyRangeCanBeOpened",
                        () -> Delegating.withContents((mailbox, content) -> new MessageContent() {
                            @Override
                            public long size() {
                                return content.size();
                            }

                            @Override
                            public InputStream open(long offset, long length) throws IOException {
                                return content.open(0, length);
                            }
                        })),
                fault(
                        "calls all messages dot-transparent",
                        "dotTransparentIsOnlySaidWhereItIsTrue",
                        () -> Delegating.withContents((mailbox, content) -> new MessageContent() {
                            @Override
                            public long size() {
                                return content.size();
                            }

                            @Override
                            public InputStream open(long offset, long length) throws IOException {
                                return content.open(offset, length);
                            }

                            @Override
                            public boolean isDotTransparent() {
                                return true;
                            }
                        })),
                fault(
                        "does not remember who claimed",
                        "aMessageIsClaimedOnce",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public long claimRecent() {
                                return mailbox.view().size() == 0
                                        ? mailbox.status().uidNext()
                                        : mailbox.view().uid(0);
                            }
                        })),
                fault(
                        "mixes blobs up",
                        "theLastBlobOfAMessageIsGivenBack",
                        () -> Delegating.withMailboxes(mailbox -> new Box(mailbox) {
                            @Override
                            public void keepDerived(long uid, byte[] blob) {
                                super.keepDerived(3 - uid, blob);
                            }
                        })));
    }
}
