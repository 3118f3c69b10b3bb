package io.github.hikyaku.sasl;

import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.engine.TlsInfo;
import java.util.Set;

/** SCRAM by one hash function (RFC 5802, RFC 7677), with channel binding or without. */
final class ScramMechanism implements SaslMechanism {
    private final ScramHash hash;
    private final Set<ChannelBinding> needed;

    /** With channel binding where one of these can be had; without it if none are named. */
    ScramMechanism(ScramHash hash, Set<ChannelBinding> needed) {
        this.hash = hash;
        this.needed = Set.copyOf(needed);
    }

    ScramHash hash() {
        return hash;
    }

    /** Whether it is one of those whose name ends in -PLUS. */
    boolean isBinding() {
        return !needed.isEmpty();
    }

    @Override
    public String name() {
        return hash.mechanism() + (isBinding() ? "-PLUS" : "");
    }

    @Override
    public boolean isPlaintext() {
        return false;
    }

    @Override
    public boolean isClientFirst() {
        return true;
    }

    @Override
    public boolean isAvailable(SaslContext context) {
        return context.accounts().scramHashes().contains(hash)
                && (!isBinding() || context.tls().filter(this::canBind).isPresent());
    }

    private boolean canBind(TlsInfo tls) {
        return needed.stream().anyMatch(binding -> binding.data(tls).isPresent());
    }

    @Override
    public SaslExchange start(SaslContext context) {
        return new ScramExchange(this, context);
    }
}
