package io.github.hikyaku.account.file;

import io.github.hikyaku.account.Account;
import io.github.hikyaku.account.AccountQuota;
import io.github.hikyaku.account.Accounts;
import io.github.hikyaku.account.AccountsUnavailableException;
import io.github.hikyaku.account.LoginResult;
import io.github.hikyaku.account.Resolution;
import io.github.hikyaku.account.ScramDecoys;
import io.github.hikyaku.account.ScramHash;
import io.github.hikyaku.account.ScramKeys;
import io.github.hikyaku.account.ScramLogin;
import io.github.hikyaku.account.Secrets;
import io.github.hikyaku.address.MailAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Accounts from a file of lines {@code user:password:uid:gid:gecos:home:shell:extra_fields}, as {@code /etc/passwd} and
 * Dovecot's passwd-file have them, of which all behind the password may be missing. The password is one of the forms of
 * {@link Secrets} that has no colon, behind its {@code {SCHEME}} or not; without one nobody logs in, but mail is delivered. Of the extra fields count {@code userdb_quota_rule=*:bytes=…:messages=…}, {@code userdb_mail=maildir:…} and
 * {@code userdb_home}, and what Dovecot 2.4 calls them. Lines that begin with {@code #} are comments.
 *
 * <p>A changed file counts with the next call. A line that cannot be used is skipped and told; a version that cannot be
 * read, or has not one user where there were some, is told and the former one stays in use.
 *
 * <p>A login name is the user's address, or its local part alone: then the domains are tried in their order. Case does not
 * count. Safe for use by many threads.
 */
public final class PasswdFileAccounts implements Accounts {
    // A file that was changed so short ago may have been changed again without looking different.
    private static final Duration TICK = Duration.ofSeconds(2);

    private record Version(
            Users users,
            List<FileStamp> stamps,
            long checksum,
            @Nullable Instant doubtful) {}

    private final Builder choices;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile Version version;

    private PasswdFileAccounts(Builder choices) {
        this.choices = choices;
        try {
            this.version = read();
        } catch (IOException e) {
            throw new AccountsUnavailableException("The accounts cannot be read: " + e, e);
        }
    }

    /** Begins with the file; only the domains have to be given too, if its users have none. */
    public static Builder builder(Path file) {
        return new Builder(file);
    }

    @Override
    public LoginResult login(String login, String secret) {
        Users users = current();
        Users.User user = users.find(login);
        if (user == null || user.stored() == null || secret.isEmpty()) {
            users.checker.spend(secret);
            return new LoginResult.Refused(user == null ? "no such user" : "no secret is set, or none was given");
        }
        return users.checker.matches(user.stored(), secret)
                ? new LoginResult.Accepted(user.account())
                : new LoginResult.Refused("wrong secret");
    }

    @Override
    public Optional<Account> find(String login) {
        return Optional.ofNullable(current().find(login)).map(Users.User::account);
    }

    @Override
    public Resolution resolve(MailAddress address) {
        Users users = current();
        String key = Users.key(address);
        Users.User user = users.byAddress.get(key);
        List<Account> accounts = user != null ? List.of(user.account()) : users.aliases.getOrDefault(key, List.of());
        return accounts.isEmpty() ? new Resolution.Unknown() : new Resolution.Local(accounts);
    }

    /** Those for which all who can log in have keys in the file. */
    @Override
    public Set<ScramHash> scramHashes() {
        return Set.copyOf(version.users.scram.keySet());
    }

    @Override
    public ScramLogin scram(String login, ScramHash hash) {
        Users users = current();
        Users.User user = users.find(login);
        Optional<ScramKeys> keys =
                user == null || user.stored() == null ? Optional.empty() : Secrets.scramKeys(user.stored(), hash);
        if (user != null && keys.isPresent()) {
            return new ScramLogin(Optional.of(user.account()), keys.get());
        }
        ScramKeys model = users.scram.get(hash);
        int iterations = model == null ? 4096 : model.iterations();
        int saltOctets = model == null ? 16 : Math.min(model.salt().length, 64);
        String name =
                user == null ? Users.normalized(login) : user.account().id().value();
        return choices.decoys.login(name, hash, iterations, saltOctets);
    }

    /** The version in use, after a look at the files. While one thread reads a new one the others use the former. */
    private Users current() {
        Version known = version;
        if (isCurrent(known) || !reading.tryLock()) {
            return known.users;
        }
        try {
            if (!isCurrent(version)) {
                version = readAgain(version);
            }
            return version.users;
        } finally {
            reading.unlock();
        }
    }

    private boolean isCurrent(Version known) {
        boolean isDoubtful = known.doubtful != null && Instant.now().isAfter(known.doubtful);
        return !isDoubtful && known.stamps.equals(stamps());
    }

    private Version readAgain(Version former) {
        List<FileStamp> seen = stamps();
        try {
            if (seen.equals(former.stamps) && checksum() == former.checksum) {
                return new Version(former.users, seen, former.checksum, null);
            }
            Version read = read();
            if (!read.users.byAddress.isEmpty() || former.users.byAddress.isEmpty()) {
                return read;
            }
            tell("There is not one user in it any more; the former version stays in use");
        } catch (IOException e) {
            tell("It, or a file that goes with it, cannot be read; the former version stays in use: " + e);
        }
        return new Version(former.users, seen, former.checksum, null);
    }

    private void tell(String what) {
        choices.problems.accept(new FileProblem(choices.file, 0, what));
    }

    private Version read() throws IOException {
        List<FileStamp> stamps = stamps();
        Instant begun = Instant.now();
        long checksum = checksum();
        Users users = UsersReader.read(choices);
        Instant settled = stamps.stream()
                .map(stamp -> stamp.modified().toInstant().plus(TICK))
                .max(Instant::compareTo)
                .orElse(Instant.MIN);
        // A time of change that lies in the future says nothing.
        boolean isYoung =
                settled.isAfter(begun) && settled.isBefore(begun.plus(TICK).plus(TICK));
        return new Version(users, stamps, checksum, isYoung ? settled : null);
    }

    private long checksum() throws IOException {
        CRC32C sum = new CRC32C();
        for (Path file : choices.files()) {
            try (InputStream in = new CheckedInputStream(Files.newInputStream(file), sum)) {
                in.skipNBytes(Math.min(Files.size(file), Lines.MOST_OCTETS));
            }
        }
        return sum.getValue();
    }

    private List<FileStamp> stamps() {
        return choices.files().stream().map(FileStamp::of).toList();
    }

    /** Choices for {@link PasswdFileAccounts}. */
    public static final class Builder {
        final Path file;
        List<String> domains = List.of();

        @Nullable
        Path shadow;

        @Nullable
        Path aliases;

        long minUid;
        Optional<AccountQuota> quota = Optional.empty();
        Optional<String> mailRoot = Optional.empty();
        ScramDecoys decoys = ScramDecoys.random();
        Consumer<FileProblem> problems =
                problem -> LoggerFactory.getLogger(PasswdFileAccounts.class).warn("{}", problem);

        private Builder(Path file) {
            this.file = file;
        }

        private Builder(Builder other) {
            this.file = other.file;
            this.domains = other.domains;
            this.shadow = other.shadow;
            this.aliases = other.aliases;
            this.minUid = other.minUid;
            this.quota = other.quota;
            this.mailRoot = other.mailRoot;
            this.decoys = other.decoys;
            this.problems = other.problems;
        }

        private List<Path> files() {
            List<Path> all = new ArrayList<>(List.of(file));
            if (shadow != null) {
                all.add(shadow);
            }
            if (aliases != null) {
                all.add(aliases);
            }
            return all;
        }

        /**
         * The domains that complete user names without one: such a user has an address in each, the one in the first is his
         * primary one.
         */
        public Builder domains(String... localDomains) {
            domains = List.of(localDomains).stream()
                    .map(MailAddress::normalizeDomain)
                    .toList();
            return this;
        }

        /** A file such as {@code /etc/shadow}, with the secrets of those whose password is {@code x}. */
        public Builder shadow(Path secrets) {
            shadow = secrets;
            return this;
        }

        /**
         * A file such as {@code /etc/aliases}: {@code name: target, target}, where a line that begins with a space goes on
         * with the one before. Targets are users and other aliases; commands, files and addresses elsewhere are told and
         * skipped.
         */
        public Builder aliases(Path names) {
            aliases = names;
            return this;
        }

        /** Leaves out users whose uid is lower, such as those of the system; 0 by default. */
        public Builder minUid(long uid) {
            minUid = uid;
            return this;
        }

        /** The quota of users whose line has none; by default the store's own limits stay. */
        public Builder quota(AccountQuota otherwise) {
            quota = Optional.of(otherwise);
            return this;
        }

        /**
         * Where the mail of users is whose line does not say, such as {@code %h/Maildir}: {@code %u} is the address, {@code
         * %n} its local part, {@code %d} its domain, {@code %h} the home. By default it is where the store puts it.
         */
        public Builder mailRoot(String template) {
            mailRoot = Optional.of(template);
            return this;
        }

        /**
         * What SCRAM shows for names that nobody has; by default by a new secret. Who wants no name found out by comparing the
         * answers before and after a start gives one whose secret lasts, as the salts in the file do.
         */
        public Builder scramDecoys(ScramDecoys lasting) {
            decoys = lasting;
            return this;
        }

        /** Who hears of what cannot be used; by default it is logged. At most some hundred are told of a file. */
        public Builder problems(Consumer<FileProblem> listener) {
            problems = listener;
            return this;
        }

        /**
         * Reads the files.
         *
         * @throws AccountsUnavailableException if one of them cannot be read
         */
        public PasswdFileAccounts build() {
            return new PasswdFileAccounts(new Builder(this));
        }
    }
}
