package io.github.hikyaku.tls;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.util.Collections;

/** Reads a key and its certificates from a PKCS#12 file (RFC 7292). */
final class Pkcs12File {
    private Pkcs12File() {}

    static KeyStore.PrivateKeyEntry keyEntry(Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias)
                        && store.getEntry(alias, new KeyStore.PasswordProtection(password))
                                instanceof KeyStore.PrivateKeyEntry entry) {
                    return entry;
                }
            }
            throw new TlsException("There is no private key in " + file + ".");
        } catch (IOException unreadable) {
            if (unreadable.getCause() instanceof UnrecoverableKeyException) {
                throw new TlsException("The password of " + file + " is wrong.", unreadable);
            }
            throw PemFiles.unreadable("PKCS#12", file, unreadable);
        } catch (GeneralSecurityException unusable) {
            throw new TlsException("The key in " + file + " cannot be used: " + unusable.getMessage(), unusable);
        }
    }
}
