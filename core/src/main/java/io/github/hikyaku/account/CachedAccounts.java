package io.github.hikyaku.account;

import io.github.hikyaku.address.MailAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * A directory whose answers are kept for a short while, so that a thousand logins are not a thousand searches. Many who ask
 * the same at once are one question.
 *
 * <p>Of a secret nothing is kept but an HMAC-SHA-256 of it and the login name, by a key that is made at random for this
 * cache and never leaves it. A former secret is good for {@link Builder#positive} after it was changed in the directory,
 * and a secret that was tried before it became right is refused for {@link Builder#negative}; {@link #clear} ends both at
 * once. That the directory cannot be asked is never kept.
 *
 * <p>Safe for use by many threads.
 */
public final class CachedAccounts implements Accounts {
    private static final int LONGEST_NAME = 512;

    private final Accounts directory;
    private final AnswerCache<ByteBuffer, LoginResult> logins;
    private final AnswerCache<String, Optional<Account>> names;
    private final AnswerCache<MailAddress, Resolution> addresses;
    private final SecretKey key;

    private CachedAccounts(Builder builder) {
        AnswerCache.Lives lives =
                new AnswerCache.Lives(builder.positive, builder.negative, builder.stale, builder.most);
        this.directory = builder.directory;
        this.logins = new AnswerCache<>(lives, builder.clock, LoginResult.Accepted.class::isInstance);
        this.names = new AnswerCache<>(lives, builder.clock, Optional::isPresent);
        this.addresses = new AnswerCache<>(lives, builder.clock, Resolution.Local.class::isInstance);
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        this.key = new SecretKeySpec(random, "HmacSHA256");
    }

    /** A cache with the defaults of {@link Builder}. */
    public static CachedAccounts of(Accounts directory) {
        return builder(directory).build();
    }

    /** A cache with choices. */
    public static Builder builder(Accounts directory) {
        return new Builder(directory);
    }

    /** Forgets all answers, as after a change in the directory that is to count at once. */
    public void clear() {
        logins.clear();
        names.clear();
        addresses.clear();
    }

    @Override
    public LoginResult login(String login, String secret) {
        return logins.get(digest(login, secret), () -> directory.login(login, secret));
    }

    @Override
    public Optional<Account> find(String login) {
        return login.length() > LONGEST_NAME ? directory.find(login) : names.get(login, () -> directory.find(login));
    }

    @Override
    public Resolution resolve(MailAddress address) {
        return addresses.get(address, () -> directory.resolve(address));
    }

    @Override
    public Set<ScramHash> scramHashes() {
        return directory.scramHashes();
    }

    /** Asks the directory each time: there is no secret here to keep an answer by. */
    @Override
    public ScramLogin scram(String login, ScramHash hash) {
        return directory.scram(login, hash);
    }

    private ByteBuffer digest(String login, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] name = login.getBytes(StandardCharsets.UTF_8);
            // The length, so that no other name and secret read the same.
            mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(name.length).flip());
            mac.update(name);
            return ByteBuffer.wrap(mac.doFinal(secret.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK lacks HmacSHA256", e);
        }
    }

    /** Choices for a {@link CachedAccounts}. */
    public static final class Builder {
        private final Accounts directory;
        private Duration positive = Duration.ofMinutes(5);
        private Duration negative = Duration.ofSeconds(10);
        private Duration stale = Duration.ZERO;
        private int most = 10_000;
        private InstantSource clock = InstantSource.system();

        private Builder(Accounts directory) {
            this.directory = directory;
        }

        /** How long accepted logins, accounts and addresses are kept; 5 minutes by default. */
        public Builder positive(Duration life) {
            positive = checked(life);
            return this;
        }

        /** How long refused logins and unknown names and addresses are kept; 10 seconds by default. */
        public Builder negative(Duration life) {
            negative = checked(life);
            return this;
        }

        /**
         * How long a good answer, after its life, still serves while the directory cannot be asked; not at all by default.
         * For so long somebody who was locked out in the directory may get in.
         */
        public Builder staleFor(Duration longer) {
            stale = checked(longer);
            return this;
        }

        /** How many good answers of a kind are kept, and as many bad ones; 10,000 by default. */
        public Builder most(int answers) {
            if (answers < 1) {
                throw new IllegalArgumentException("A cache keeps one answer or more, not " + answers);
            }
            most = answers;
            return this;
        }

        /** What tells the time; by default the system. */
        public Builder clock(InstantSource time) {
            clock = time;
            return this;
        }

        /** The cache. */
        public CachedAccounts build() {
            return new CachedAccounts(this);
        }

        private static Duration checked(Duration life) {
            if (life.isNegative() || life.compareTo(Duration.ofDays(365)) > 0) {
                throw new IllegalArgumentException("A life is 0 to 365 days, not " + life);
            }
            return life;
        }
    }
}
