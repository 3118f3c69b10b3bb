package io.github.hikyaku.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.hikyaku.engine.ReceptionLimits;
import io.github.hikyaku.server.ClientRates.Client;
import io.github.hikyaku.server.ClientRates.Rate;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientRatesTest {
    private Instant now = Instant.parse("2026-03-04T05:06:00Z");

    private ClientRates rates(ReceptionLimits limits) {
        return new ClientRates(limits, () -> now);
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    private static int counted(Client client, Rate rate, int attempts) {
        int counted = 0;
        for (int i = 0; i < attempts; i++) {
            counted += client.count(rate).isEmpty() ? 1 : 0;
        }
        return counted;
    }

    @Test
    void noMoreThanTheLimitIsCountedWithinAWindow() {
        Client client = rates(ReceptionLimits.defaults().with(l -> l.commandsPerMinute(10)))
                .client(address("192.0.2.1"));

        assertThat(counted(client, Rate.COMMANDS, 30)).isEqualTo(10);
        assertThat(client.count(Rate.COMMANDS)).contains("reception.commandsPerMinute");
        assertThat(client.isFull(Rate.COMMANDS)).isTrue();
        assertThat(client.isFull(Rate.MESSAGES)).isFalse();
    }

    @Test
    void theWindowSlides() {
        Client client = rates(ReceptionLimits.defaults().with(l -> l.commandsPerMinute(10)))
                .client(address("192.0.2.1"));
        assertThat(counted(client, Rate.COMMANDS, 30)).isEqualTo(10);

        now = now.plusSeconds(59);
        assertThat(counted(client, Rate.COMMANDS, 30)).isZero();
        now = now.plusSeconds(31); // half of the minute before counts
        assertThat(counted(client, Rate.COMMANDS, 30)).isEqualTo(5);
        now = now.plus(Duration.ofMinutes(2));
        assertThat(counted(client, Rate.COMMANDS, 30)).isEqualTo(10);
    }

    @Test
    void aClockThatGoesBackwardsGivesNothingAway() {
        Client client = rates(ReceptionLimits.defaults().with(l -> l.commandsPerMinute(10)))
                .client(address("192.0.2.1"));
        assertThat(counted(client, Rate.COMMANDS, 7)).isEqualTo(7);
        now = now.minus(Duration.ofHours(1));
        assertThat(counted(client, Rate.COMMANDS, 30)).isEqualTo(3);
    }

    @Test
    void aClientIsAnAddressOrThe64OfASubscriber() {
        ClientRates rates = rates(ReceptionLimits.defaults().with(l -> l.connectionsPerMinute(3)));

        assertThat(counted(rates.client(address("2001:db8::1")), Rate.CONNECTIONS, 2))
                .isEqualTo(2);
        assertThat(counted(rates.client(address("2001:db8::2")), Rate.CONNECTIONS, 2))
                .isEqualTo(1);
        assertThat(counted(rates.client(address("2001:db8:0:1::2")), Rate.CONNECTIONS, 2))
                .isEqualTo(2);
        assertThat(counted(rates.client(address("192.0.2.1")), Rate.CONNECTIONS, 2))
                .isEqualTo(2);
        assertThat(counted(rates.client(address("192.0.2.2")), Rate.CONNECTIONS, 2))
                .isEqualTo(2);
    }

    @Test
    void aNetworkHasALimitOfItsOwn() {
        ClientRates rates = rates(ReceptionLimits.defaults().with(l -> l.connectionsPerMinutePerNet(5)));
        int counted = 0;
        for (int i = 0; i < 256; i++) {
            counted += counted(rates.client(address("192.0.2." + i)), Rate.CONNECTIONS, 1);
        }

        assertThat(counted).isEqualTo(5);
        assertThat(rates.client(address("192.0.2.1")).count(Rate.CONNECTIONS))
                .contains("reception.connectionsPerMinutePerNet");
        assertThat(rates.client(address("192.0.3.1")).count(Rate.CONNECTIONS)).isEmpty();
    }

    @Test
    void loopbackIsExemptUnlessToldOtherwise() {
        Client local = rates(ReceptionLimits.defaults()).client(address("127.0.0.1"));
        assertThat(local.isExempt()).isTrue();
        assertThat(counted(local, Rate.CONNECTIONS, 100_000)).isEqualTo(100_000);
        assertThat(local.isFull(Rate.CONNECTIONS)).isFalse();
        assertThat(rates(ReceptionLimits.defaults()).client(address("::1")).isExempt())
                .isTrue();

        ReceptionLimits strict = ReceptionLimits.defaults().with(l -> l.exempt(List.of()));
        assertThat(rates(strict).client(address("127.0.0.1")).isExempt()).isFalse();
    }

    @Test
    void anyNumberOfClientsTakesABoundedTable() {
        ClientRates rates = rates(
                ReceptionLimits.defaults().with(l -> l.maxTrackedClients(100).connectionsPerMinute(1)));
        Client first = rates.client(address("198.51.100.1"));
        assertThat(counted(first, Rate.CONNECTIONS, 2)).isEqualTo(1);
        for (int i = 0; i < 1000; i++) {
            rates.client(address("10.0." + i / 256 + "." + i % 256));
        }

        assertThat(rates.known()).isEqualTo(100);
        assertThat(rates.client(address("198.51.100.1"))).isNotSameAs(first);
    }
}
