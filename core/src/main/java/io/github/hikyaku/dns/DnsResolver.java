package io.github.hikyaku.dns;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Asks the domain name system (RFC 1035). Safe for use by many threads, none of which waits: answers come by a stage that
 * any thread completes, and what goes on there must not block. No stage completes exceptionally for anything but a program
 * error; what goes wrong on the way is an answer of kind {@link DnsAnswer.Kind#FAILED}.
 *
 * <p>Names are in ASCII or Unicode, with or without the final dot, and never completed by a search list. One that cannot
 * be a domain name does not exist. Aliases (CNAME) are followed.
 */
public interface DnsResolver {
    /** A resolver that asks the name servers of this machine; see {@link DnsClient} for more choice. */
    static DnsResolver system() {
        return DnsClient.builder().build();
    }

    /** The IPv4 addresses of a name (A). */
    CompletionStage<DnsAnswer<InetAddress>> ipv4(String name);

    /** The IPv6 addresses of a name (AAAA). */
    CompletionStage<DnsAnswer<InetAddress>> ipv6(String name);

    /** The names of an address (PTR), as its owner claims, in lower case and without the final dot. */
    CompletionStage<DnsAnswer<String>> names(InetAddress address);

    /** The texts of a name (TXT); the strings of one record are one text (RFC 7208 §3.3), read as UTF-8. */
    CompletionStage<DnsAnswer<String>> texts(String name);

    /** The mail exchangers of a domain (MX), the preferred ones first. */
    CompletionStage<DnsAnswer<MailExchanger>> mailExchangers(String domain);

    /**
     * All addresses of a name, IPv6 first. Found if one family has some; failed if a family could not be asked and the
     * other has none.
     */
    default CompletionStage<DnsAnswer<InetAddress>> addresses(String name) {
        CompletionStage<DnsAnswer<InetAddress>> six = ipv6(name);
        return six.thenCombine(ipv4(name), DnsResolver::both);
    }

    private static DnsAnswer<InetAddress> both(DnsAnswer<InetAddress> six, DnsAnswer<InetAddress> four) {
        if (six.isFound() && four.isFound()) {
            List<InetAddress> all = new ArrayList<>(six.records());
            all.addAll(four.records());
            return DnsAnswer.found(all, six.ttl().compareTo(four.ttl()) < 0 ? six.ttl() : four.ttl());
        }
        if (six.isFound() || four.isFound()) {
            return six.isFound() ? six : four;
        }
        if (six.isFailed() || four.isFailed()) {
            return six.isFailed() ? six : four;
        }
        // A name that has anything at all exists, whatever a server says of the type it does not have.
        return six.kind() == DnsAnswer.Kind.NO_RECORD ? six : four;
    }
}
