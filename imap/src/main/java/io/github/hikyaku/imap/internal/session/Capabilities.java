package io.github.hikyaku.imap.internal.session;

import io.github.hikyaku.storage.StoreFeature;

/** What the server announces: by command, in the greeting, and with the login. */
final class Capabilities {
    private Capabilities() {}

    static String of(ImapSession session) {
        StringBuilder list = new StringBuilder("IMAP4rev1 LITERAL+ ID");
        if (session.state() == State.NOT_AUTHENTICATED) {
            list.append(" SASL-IR");
            if (session.connection().canStartTls()) {
                list.append(" STARTTLS");
            }
            if (!session.allowsPlaintext()) {
                list.append(" LOGINDISABLED");
            }
            session.saslOffer().names().forEach(name -> list.append(" AUTH=").append(name));
        }
        list.append(" IDLE NAMESPACE UNSELECT UIDPLUS MOVE CHILDREN");
        if (session.context().store().features().contains(StoreFeature.SPECIAL_USE)) {
            list.append(" SPECIAL-USE CREATE-SPECIAL-USE");
        }
        return list.toString();
    }
}
