package io.github.hikyaku.account.file;

import io.github.hikyaku.account.AccountQuota;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A line {@code user:password:uid:gid:gecos:home:shell:extra_fields}, of which all behind the user may be missing. Extra
 * fields are {@code key=value}, separated by spaces, and may have colons.
 */
record PasswdLine(
        String user, String password, OptionalLong uid, String gecos, String home, Map<String, String> extra) {
    /**
     * Takes a line apart.
     *
     * @throws IllegalArgumentException if it is none of the kind
     */
    static PasswdLine parse(String line) {
        String[] fields = line.split(":", 8);
        String user = fields[0];
        if (user.isBlank()) {
            throw new IllegalArgumentException("There is no user name before the first colon");
        }
        if (fields.length < 2) {
            throw new IllegalArgumentException("There is no colon behind the user name");
        }
        Map<String, String> extra = new LinkedHashMap<>();
        for (String field : field(fields, 7).split(" +")) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                extra.putIfAbsent(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        String uid = field(fields, 2);
        boolean isNumber = uid.matches("[0-9]{1,10}");
        return new PasswdLine(
                user,
                fields[1],
                isNumber ? OptionalLong.of(Long.parseLong(uid)) : OptionalLong.empty(),
                field(fields, 4),
                extra.getOrDefault("userdb_home", field(fields, 5)),
                extra);
    }

    private static String field(String[] fields, int index) {
        return index < fields.length ? fields[index] : "";
    }

    /** The owner's name: gecos up to its first comma, as finger has it. */
    Optional<String> displayName() {
        return Optional.of(gecos.split(",", 2)[0].strip()).filter(name -> !name.isEmpty());
    }

    /**
     * The quota of {@code userdb_quota_rule=*:bytes=1G:messages=1000} (with {@code storage}, a number alone is of KiB), or of
     * {@code userdb_quota_storage_size} and {@code userdb_quota_message_count}.
     *
     * @throws IllegalArgumentException if it has another form
     */
    Optional<AccountQuota> quota() {
        String rule = extra.get("userdb_quota_rule");
        String size = extra.get("userdb_quota_storage_size");
        String count = extra.get("userdb_quota_message_count");
        if (rule == null && size == null && count == null) {
            return Optional.empty();
        }
        OptionalLong octets = size == null ? OptionalLong.empty() : octets(size);
        OptionalLong messages = count == null ? OptionalLong.empty() : messages(count);
        if (rule != null) {
            if (!rule.startsWith("*:")) {
                throw new IllegalArgumentException("The quota rule is for one mailbox, not for all (*:)");
            }
            for (String limit : rule.substring(2).split(":")) {
                int equals = limit.indexOf('=');
                String value = limit.substring(equals + 1);
                switch (equals < 0 ? "" : limit.substring(0, equals)) {
                    case "bytes" -> octets = octets(value);
                    case "storage" -> octets = octets(value.matches("[0-9]+") ? value + "K" : value);
                    case "messages" -> messages = messages(value);
                    case "ignore" -> {
                        return Optional.of(AccountQuota.UNLIMITED);
                    }
                    default -> throw new IllegalArgumentException("The quota rule limits neither bytes nor messages");
                }
            }
        }
        return Optional.of(new AccountQuota(octets, messages));
    }

    private static OptionalLong octets(String text) {
        return AccountQuota.parse(text).octets();
    }

    private static OptionalLong messages(String text) {
        return AccountQuota.parse(text + "C").messages();
    }

    /** Where the mail is by {@code userdb_mail=maildir:…} or {@code userdb_mail_path}, with its variables, or empty. */
    Optional<String> mail() {
        String location = extra.get("userdb_mail");
        if (location == null) {
            return Optional.ofNullable(extra.get("userdb_mail_path"));
        }
        if (!location.startsWith("maildir:")) {
            throw new IllegalArgumentException("The mail location is no Maildir");
        }
        return Optional.of(location.substring("maildir:".length()).split(":", 2)[0]);
    }
}
