package io.github.hikyaku.sasl;

import io.github.hikyaku.account.ScramLogin;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of SCRAM. A wrong name takes the same way as a wrong secret, to its end. */
final class ScramExchange implements SaslExchange {
    private final ScramMechanism mechanism;
    private final SaslContext context;
    private final Supplier<String> nonces;
    private final Function<ChannelBinding, Optional<byte[]>> bindings;
    private ScramMessage.@Nullable First first;
    private @Nullable ScramLogin login;
    private byte[] binding = new byte[0];
    private String nonce = "";
    private String serverFirst = "";

    ScramExchange(ScramMechanism mechanism, SaslContext context) {
        this(mechanism, context, ScramExchange::nonce, type -> context.tls().flatMap(type::data));
    }

    ScramExchange(
            ScramMechanism mechanism,
            SaslContext context,
            Supplier<String> nonces,
            Function<ChannelBinding, Optional<byte[]>> bindings) {
        this.mechanism = mechanism;
        this.context = context;
        this.nonces = nonces;
        this.bindings = bindings;
    }

    private static String nonce() {
        byte[] octets = new byte[18];
        Random.SECURE.nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets); // which has no comma
    }

    @Override
    public SaslStep respond(byte[] response) {
        String message = Texts.utf8(response);
        if (message == null) {
            return malformed("the message is not in UTF-8");
        }
        ScramMessage.First said = first;
        ScramLogin checkedBy = login;
        return said == null || checkedBy == null ? begin(message) : finish(message, said, checkedBy);
    }

    private static SaslStep malformed(String reason) {
        return new SaslStep.Failed(true, "", reason);
    }

    private SaslStep begin(String message) {
        ScramMessage.First read = ScramMessage.first(message);
        if (read == null) {
            return malformed("the message is no client-first-message");
        }
        String refused = mechanism.isBinding() ? bind(read) : doNotBind(read);
        if (refused != null) {
            return new SaslStep.Failed(false, read.name(), refused);
        }
        ScramLogin found = context.accounts().scram(read.name(), mechanism.hash());
        nonce = read.nonce() + nonces.get();
        serverFirst = "r=" + nonce + ",s="
                + Base64.getEncoder().encodeToString(found.keys().salt()) + ",i="
                + found.keys().iterations();
        first = read;
        login = found;
        return new SaslStep.Challenge(serverFirst.getBytes(StandardCharsets.US_ASCII));
    }

    /** Finds the channel binding that the client wants; answers what is wrong with it. */
    private @Nullable String bind(ScramMessage.First read) {
        if (read.flag() != 'p') {
            return "the client chose " + mechanism.name() + " and does not bind to the channel"; // RFC 5802 §6
        }
        ChannelBinding type = ChannelBinding.of(read.bindingType());
        byte[] data = type == null ? null : bindings.apply(type).orElse(null);
        if (data == null) {
            return "there is no channel binding " + read.bindingType() + " here";
        }
        binding = data;
        return null;
    }

    private @Nullable String doNotBind(ScramMessage.First read) {
        if (read.flag() == 'p') {
            return "the client binds to the channel and did not choose " + mechanism.name() + "-PLUS";
        }
        // RFC 5802 §6: somebody in between has taken what we offer out of the list.
        return read.flag() == 'y' && context.offered().stream().anyMatch(name -> name.endsWith("-PLUS"))
                ? "the client did not see that channel binding is offered: an attack, or a client that is wrong"
                : null;
    }

    private SaslStep finish(String message, ScramMessage.First said, ScramLogin checkedBy) {
        ScramMessage.Final read = ScramMessage.last(message);
        if (read == null) {
            return malformed("the message is no client-final-message");
        }
        if (!read.nonce().equals(nonce)) {
            return new SaslStep.Failed(false, said.name(), "the nonce is another one");
        }
        if (!MessageDigest.isEqual(read.binding(), expectedBinding(said))) {
            return new SaslStep.Failed(false, said.name(), "the channel binding is another one");
        }
        byte[] authMessage =
                (said.bare() + "," + serverFirst + "," + read.withoutProof()).getBytes(StandardCharsets.UTF_8);
        boolean proven = checkedBy.keys().isProvenBy(read.proof(), authMessage);
        if (!proven || checkedBy.account().isEmpty()) {
            return new SaslStep.Failed(
                    false, said.name(), checkedBy.account().isEmpty() ? "no such user" : "wrong secret");
        }
        String signature = Base64.getEncoder().encodeToString(checkedBy.keys().serverSignature(authMessage));
        return Authorization.decide(
                context.accounts(),
                checkedBy.account().get(),
                said.identity(),
                said.name(),
                ("v=" + signature).getBytes(StandardCharsets.US_ASCII));
    }

    private byte[] expectedBinding(ScramMessage.First said) {
        byte[] header = said.header().getBytes(StandardCharsets.UTF_8);
        byte[] both = new byte[header.length + binding.length];
        System.arraycopy(header, 0, both, 0, header.length);
        System.arraycopy(binding, 0, both, header.length, binding.length);
        return both;
    }

    /** Loaded with the first exchange. */
    private static final class Random {
        static final SecureRandom SECURE = new SecureRandom();
    }
}
