package io.github.hikyaku.smtp.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.hikyaku.engine.Net;
import io.github.hikyaku.event.MailEvent;
import io.github.hikyaku.event.Peer;
import io.github.hikyaku.storage.AccountId;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopBeforeSmtpTest {
    private static final AccountId ALICE = new AccountId("alice");

    private Instant now = Instant.parse("2026-03-04T05:06:07Z");
    private PopBeforeSmtp recent = PopBeforeSmtp.within(Duration.ofMinutes(10)).clock(() -> now);

    private void login(String service, String account, InetAddress address) {
        InetSocketAddress remote = new InetSocketAddress(address, 4711);
        recent.on(new MailEvent.LoggedIn(new Peer(service, "c1", remote, remote), "PLAIN", account));
    }

    private void login(String account, String address) {
        login("pop3", account, address(address));
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"})
    void exactlyTheAddressCounts(String from) {
        login("alice", from);

        assertThat(recent.accountAt(address(from))).contains(ALICE);
        assertThat(recent.accountAt(address("192.0.2.2"))).isEmpty();
        assertThat(recent.accountAt(address("2001:db8::2"))).isEmpty();
    }

    @Test
    void linkLocalAddressesAreOfTheirLink() throws UnknownHostException {
        byte[] octets = address("fe80::1").getAddress();
        login("pop3", "alice", Inet6Address.getByAddress(null, octets, 2));

        assertThat(recent.accountAt(Inet6Address.getByAddress(null, octets, 2))).contains(ALICE);
        assertThat(recent.accountAt(Inet6Address.getByAddress(null, octets, 3))).isEmpty();
        assertThat(recent.accountAt(address("fe80::1"))).isEmpty();
    }

    @Test
    void itLastsSoLongFromTheLastLogin() {
        login("alice", "192.0.2.1");
        now = now.plus(Duration.ofMinutes(9));
        login("alice", "192.0.2.1");
        now = now.plus(Duration.ofMinutes(10)).minusMillis(1);
        assertThat(recent.accountAt(address("192.0.2.1"))).contains(ALICE);
        now = now.plusMillis(1);
        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
    }

    @Test
    void anAddressThatTwoAccountsShareIsNobodysUntilOneIsGone() {
        login("alice", "192.0.2.1");
        now = now.plus(Duration.ofMinutes(5));
        login("bob", "192.0.2.1");
        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
        now = now.plus(Duration.ofMinutes(4));
        login("bob", "192.0.2.1");
        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
        now = now.plus(Duration.ofMinutes(1));
        assertThat(recent.accountAt(address("192.0.2.1"))).contains(new AccountId("bob"));
    }

    @Test
    void onlyLoginsToReadMailCount() {
        for (String service : new String[] {"submission", "smtp", "pop3-internal"}) {
            login(service, "alice", address("192.0.2.1"));
        }
        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
        recent = recent.services("pop3-internal");
        login("pop3", "alice", address("192.0.2.1"));
        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
        login("pop3-internal", "alice", address("192.0.2.1"));
        assertThat(recent.accountAt(address("192.0.2.1"))).contains(ALICE);
    }

    @Test
    void proxiesAreNeverTrusted() {
        recent = recent.except(Net.of("192.0.2.0/31"), Net.of("::1"));
        login("alice", "192.0.2.1");
        login("alice", "::1");
        login("alice", "192.0.2.2");

        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
        assertThat(recent.accountAt(address("::1"))).isEmpty();
        assertThat(recent.accountAt(address("192.0.2.2"))).contains(ALICE);
    }

    @Test
    void aClockThatIsSetBackLetsNobodyIn() {
        login("alice", "192.0.2.1");
        now = now.minusSeconds(1);

        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
    }

    @Test
    void theAddressThatHasBeenSilentLongestIsForgottenFirst() throws UnknownHostException {
        login("alice", "192.0.2.1");
        for (int i = 0; i < PopBeforeSmtp.MAX_ADDRESSES; i++) {
            login("pop3", "user" + i, InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i}));
        }
        assertThat(recent.accountAt(address("192.0.2.1"))).isEmpty();
        assertThat(recent.accountAt(address("10.0.0.0"))).contains(new AccountId("user0"));
    }

    @Test
    void anExpiryHasToBeShort() {
        for (Duration wrong : new Duration[] {Duration.ZERO, Duration.ofMinutes(-1), Duration.ofHours(25)}) {
            assertThatThrownBy(() -> PopBeforeSmtp.within(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
