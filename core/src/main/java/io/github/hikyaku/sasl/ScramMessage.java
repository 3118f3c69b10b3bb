package io.github.hikyaku.sasl;

import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The messages that a client sends in SCRAM (RFC 5802 §5 and §7). Pure. */
final class ScramMessage {
    private static final Pattern NONCE = Pattern.compile("[\\x21-\\x2b\\x2d-\\x7e]{1,512}");
    private static final Pattern BINDING_TYPE = Pattern.compile("[A-Za-z0-9.-]{1,64}");

    private ScramMessage() {}

    /**
     * The first one.
     *
     * @param header the gs2-header, as sent
     * @param flag {@code n}, {@code y} or {@code p}
     * @param bindingType what follows {@code p=}; empty with the other flags
     * @param identity the authorization identity, empty if there is none
     * @param bare the message without its header
     */
    record First(
            String header, char flag, String bindingType, String identity, String bare, String name, String nonce) {}

    /**
     * The last one.
     *
     * @param binding what {@code c=} carries
     * @param withoutProof the message up to its proof
     */
    record Final(byte[] binding, String nonce, String withoutProof, byte[] proof) {}

    /** Reads the first message; null if it is none. */
    static @Nullable First first(String message) {
        int flagEnd = message.indexOf(',');
        int headerEnd = message.indexOf(',', flagEnd + 1);
        if (flagEnd < 0 || headerEnd < 0) {
            return null;
        }
        String flag = message.substring(0, flagEnd);
        String type = flag.startsWith("p=") ? flag.substring(2) : "";
        if (!flag.equals("n")
                && !flag.equals("y")
                && !BINDING_TYPE.matcher(type).matches()) {
            return null;
        }
        String identity = optionalName(message.substring(flagEnd + 1, headerEnd));
        String bare = message.substring(headerEnd + 1);
        // Extensions may follow; one that is mandatory, m=, would come first (§5.1).
        String[] attributes = bare.split(",", -1);
        if (identity == null || attributes.length < 2 || !attributes[0].startsWith("n=") || !isNonce(attributes[1])) {
            return null;
        }
        String name = unescaped(attributes[0].substring(2));
        return name == null || name.isEmpty()
                ? null
                : new First(
                        message.substring(0, headerEnd + 1),
                        flag.charAt(0),
                        type,
                        identity,
                        bare,
                        name,
                        attributes[1].substring(2));
    }

    private static @Nullable String optionalName(String attribute) {
        if (attribute.isEmpty()) {
            return "";
        }
        String name = attribute.startsWith("a=") ? unescaped(attribute.substring(2)) : null;
        return name == null || name.isEmpty() ? null : name;
    }

    private static boolean isNonce(String attribute) {
        return attribute.startsWith("r=")
                && NONCE.matcher(attribute.substring(2)).matches();
    }

    /** Reads a saslname, in which {@code =2C} stands for a comma and {@code =3D} for an equals sign; null if it is none. */
    static @Nullable String unescaped(String text) {
        StringBuilder name = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '=') {
                if (text.startsWith("=2C", i)) {
                    c = ',';
                } else if (!text.startsWith("=3D", i)) {
                    return null;
                }
                i += 2;
            } else if (c == '\0' || c == ',') {
                return null;
            }
            name.append(c);
        }
        return name.toString();
    }

    /** Reads the last message; null if it is none. */
    static @Nullable Final last(String message) {
        int proofStart = message.lastIndexOf(",p=");
        if (proofStart < 0) {
            return null;
        }
        String withoutProof = message.substring(0, proofStart);
        String[] attributes = withoutProof.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("c=") || !attributes[1].startsWith("r=")) {
            return null;
        }
        try {
            return new Final(
                    Base64.getDecoder().decode(attributes[0].substring(2)),
                    attributes[1].substring(2),
                    withoutProof,
                    Base64.getDecoder().decode(message.substring(proofStart + 3)));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
