package io.github.hikyaku.defence;

import io.github.hikyaku.address.AddressParser;
import io.github.hikyaku.address.AddressSyntaxException;
import io.github.hikyaku.address.MailAddress;
import io.github.hikyaku.dns.DnsResolver;
import io.github.hikyaku.engine.Net;
import io.github.hikyaku.message.Origin;
import io.github.hikyaku.pipeline.SessionStage;
import io.github.hikyaku.pipeline.StageContext;
import io.github.hikyaku.pipeline.Verdict;
import java.net.InetAddress;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what clients call themselves. RFC 5321 §4.1.4 lets a server check the name, and asks it not to refuse mail only
 * because the name is not that of the client's address; what is refused here is what no mail server says of itself.
 * Serves one server.
 */
public final class HeloCheck implements SessionStage {
    private static final String FIELD = "X-Helo-Check";

    private final Builder policy;
    private @Nullable StageContext context;

    private HeloCheck(Builder policy) {
        this.policy = new Builder(policy);
    }

    /** Begins with the defaults of each method. */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void start(StageContext running) {
        context = running;
    }

    @Override
    public CompletionStage<Verdict> greeted(Origin origin) {
        StageContext running = context;
        if (running == null || policy.exemption.covers(origin)) {
            return ACCEPTED;
        }
        Verdict verdict = ofForm(origin, running);
        boolean isName = !isLiteral(origin.helo()) && !isBareAddress(origin.helo());
        return verdict instanceof Verdict.Accept && isName && policy.unresolvable != Policy.OFF
                ? ofResolution(origin.helo(), running.dns())
                : CompletableFuture.completedFuture(verdict);
    }

    private Verdict ofForm(Origin origin, StageContext running) {
        String helo = origin.helo();
        if (isBareAddress(helo)) {
            return say(policy.bareAddress, helo, "An IP address without brackets is no name of a host");
        }
        if (!isDomainOrLiteral(helo)) {
            return say(policy.syntax, helo, "This is no domain name");
        }
        if (claimsOurs(helo, origin, running)) {
            return say(policy.ownName, helo, "This is the name of the server that you are talking to");
        }
        return helo.indexOf('.') < 0 && !isLiteral(helo)
                ? say(policy.unqualified, helo, "This is no fully-qualified domain name")
                : Verdict.accept();
    }

    private CompletionStage<Verdict> ofResolution(String helo, DnsResolver dns) {
        return dns.addresses(helo).thenCompose(addresses -> {
            if (addresses.isFound() || addresses.isFailed()) {
                return ACCEPTED; // who is not to be asked now is no fault of the client
            }
            return dns.mailExchangers(helo)
                    .thenApply(exchangers -> exchangers.isFound() || exchangers.isFailed()
                            ? Verdict.accept()
                            : say(policy.unresolvable, helo, "This name has no address"));
        });
    }

    private static Verdict say(Policy policy, String helo, String what) {
        return Verdicts.of(policy, FIELD, "7.1", what + ": " + helo);
    }

    private boolean claimsOurs(String helo, Origin origin, StageContext running) {
        if (isLiteral(helo)) {
            return helo.equalsIgnoreCase(literal(origin.peer().local().getAddress()))
                    && !origin.peer().local().getAddress().equals(Exemption.address(origin));
        }
        String name = MailAddress.normalizeDomain(helo);
        return name.equals(MailAddress.normalizeDomain(running.hostname())) || policy.alsoOurs.contains(name);
    }

    /** RFC 5321 §4.1.3. */
    private static String literal(InetAddress address) {
        return address.getAddress().length == 4
                ? "[" + address.getHostAddress() + "]"
                : "[IPv6:" + address.getHostAddress() + "]";
    }

    private static boolean isLiteral(String helo) {
        return helo.startsWith("[");
    }

    private static boolean isBareAddress(String helo) {
        return helo.matches("\\d{1,3}(\\.\\d{1,3}){3}") || helo.matches("[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:.]*");
    }

    private static boolean isDomainOrLiteral(String helo) {
        try {
            AddressParser.utf8().domain(helo);
            return true;
        } catch (AddressSyntaxException e) {
            return false;
        }
    }

    /** What is done about which name. Not safe for use by many threads. */
    public static final class Builder {
        private Policy syntax = Policy.REFUSE;
        private Policy bareAddress = Policy.REFUSE;
        private Policy unqualified = Policy.MARK;
        private Policy ownName = Policy.REFUSE;
        private Policy unresolvable = Policy.MARK;
        private Exemption exemption = Exemption.LOOPBACK;
        private Set<String> alsoOurs = Set.of();

        private Builder() {}

        private Builder(Builder from) {
            syntax = from.syntax;
            bareAddress = from.bareAddress;
            unqualified = from.unqualified;
            ownName = from.ownName;
            unresolvable = from.unresolvable;
            exemption = from.exemption;
            alsoOurs = from.alsoOurs;
        }

        /** A name that is neither a domain nor an address literal; refused by default. */
        public Builder syntax(Policy what) {
            syntax = what;
            return this;
        }

        /** An IP address without brackets; refused by default. */
        public Builder bareAddress(Policy what) {
            bareAddress = what;
            return this;
        }

        /** A name without a dot; marked by default. */
        public Builder unqualified(Policy what) {
            unqualified = what;
            return this;
        }

        /** This server's own name, or the literal of its own address, from another machine; refused by default. */
        public Builder ownName(Policy what) {
            ownName = what;
            return this;
        }

        /** A name that has neither address nor mail exchanger; marked by default. Asks the DNS unless it is off. */
        public Builder unresolvable(Policy what) {
            unresolvable = what;
            return this;
        }

        /** More names that are only this server's, such as its local domains if it sends as none of them. */
        public Builder alsoOwn(String... names) {
            alsoOurs = Stream.of(names).map(MailAddress::normalizeDomain).collect(Collectors.toUnmodifiableSet());
            return this;
        }

        /** Networks whose clients are not judged; by default the loopback networks. */
        public Builder trusted(Net... networks) {
            exemption = Exemption.of(networks);
            return this;
        }

        /** Makes the stage. */
        public HeloCheck build() {
            return new HeloCheck(this);
        }
    }
}
